"""Salts of the audit's hashes (XC-06); what was there before has none, and keeps its hashes of old."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "dissatisfactions",
    "follow_ups",
    "surveys",
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("salt", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "salt")
