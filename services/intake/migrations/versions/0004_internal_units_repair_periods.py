"""What internal work is for (PO-05), and the periods of repair that extended a warranty (PO-11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("internal_purpose", sa.Text(), nullable=True))
    op.add_column("units", sa.Column("internal_purpose", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_units_internal_purpose"),
        "units",
        "internal_purpose IN ('publicity', 'demo_stock', 'dealer_stock', 'display')",
    )
    repairs = sa.Column("repairs", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False)
    op.add_column("units", repairs)
    op.alter_column("units", "repairs", server_default=None)


def downgrade() -> None:
    op.drop_column("units", "repairs")
    op.drop_column("units", "internal_purpose")
    op.drop_column("tickets", "internal_purpose")
