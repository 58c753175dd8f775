"""Lines of a charge and parts that reports name (CO-18)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_ledger", sa.Column("lines", postgresql.JSONB(), nullable=True))
    op.create_table(
        "replaced_parts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_parts")),
    )
    op.create_index("ix_replaced_parts_ticket_id", "replaced_parts", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("replaced_parts")
    op.drop_column("ticket_ledger", "lines")
