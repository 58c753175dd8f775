"""The customer's consent and the backup, on the visit that took the unit (DI-18, IN-19)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("unit_consented_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("unit_backup", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("visits", "unit_backup")
    op.drop_column("visits", "unit_consented_at")
