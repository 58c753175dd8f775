"""Salts of the audit's hashes (XC-06); what was there before has none, and keeps its hashes of old."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = (
    "contacts",
    "contracts",
    "customers",
    "publicity_materials",
    "suggestion_compilations",
    "suggestions",
    "tickets",
    "units",
)


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS salt bytea")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS salt")
