"""A ticket for the wrong customer or unit is moved, and says whose it was before (IN-01, IN-11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    before = sa.Column("reassigned", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False)
    op.add_column("tickets", before)
    op.alter_column("tickets", "reassigned", server_default=None)


def downgrade() -> None:
    op.drop_column("tickets", "reassigned")
