"""Solved faults that came back are told from those that held (IN-03, IN-16)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("solved_faults", held)
    op.alter_column("solved_faults", "held", server_default=None)


def downgrade() -> None:
    op.drop_column("solved_faults", "held")
