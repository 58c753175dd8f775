"""The agreement to an appointment, and when a unit came back (DI-08, DI-18)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("agreed_how", sa.Text(), nullable=True))
    op.add_column("visits", sa.Column("unit_back_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "unit_back_at")
    op.drop_column("visits", "agreed_how")
    op.drop_column("visits", "agreed_at")
