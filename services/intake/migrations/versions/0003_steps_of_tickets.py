"""The steps of the ladder on the ticket (IN-07)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps = sa.Column("steps", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False)
    op.add_column("tickets", steps)
    op.alter_column("tickets", "steps", server_default=None)


def downgrade() -> None:
    op.drop_column("tickets", "steps")
