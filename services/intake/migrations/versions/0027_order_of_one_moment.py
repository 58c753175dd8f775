"""What happened at one moment of business time is told in the order in which it came about (IN-11)."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Entries of before keep the order that they were shown in."""
    op.add_column("timeline", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE timeline SET event_id = id")
    op.alter_column("timeline", "event_id", nullable=False)


def downgrade() -> None:
    op.drop_column("timeline", "event_id")
