"""The cause of an improvement stands on its case (CO-17)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_improvements_cause_code", table_name="improvements")
    op.drop_column("improvements", "cause_code")


def downgrade() -> None:
    op.add_column("improvements", sa.Column("cause_code", sa.Text(), nullable=True))
    op.create_index("ix_improvements_cause_code", "improvements", ["cause_code"])
