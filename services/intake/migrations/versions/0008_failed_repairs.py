"""Repairs on record that failed (PO-09), and the day of the last one done (PO-15)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    failed = sa.Column(
        "failed_repairs", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False
    )
    op.add_column("units", failed)
    op.alter_column("units", "failed_repairs", server_default=None)
    op.add_column("units", sa.Column("serviced_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("units", "serviced_on")
    op.drop_column("units", "failed_repairs")
