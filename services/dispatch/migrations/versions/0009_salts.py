"""Salts of the audit's hashes (XC-06); what was there before has none, and keeps its hashes of old."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "charges",
    "jobs",
    "plans",
    "price_lists",
    "technicians",
    "visits",
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("salt", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "salt")
