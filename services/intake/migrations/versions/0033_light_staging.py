"""Rows on their way in carry no foreign key, and an index only where there is a key to find (IN-14)."""

from alembic import op
from sqlalchemy import text

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_TABLES = ("import_rows", "import_records")
_KEY = ["import_id", "key", "occurrence"]


def upgrade() -> None:
    for table in _TABLES:
        op.drop_constraint(f"fk_{table}_import_id", table, type_="foreignkey")
    op.drop_index("ix_import_records_key", table_name="import_records")
    where = text("key IS NOT NULL")
    op.create_index("ix_import_records_key", "import_records", _KEY, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_import_records_key", table_name="import_records")
    op.create_index("ix_import_records_key", "import_records", _KEY)
    for table in _TABLES:
        op.create_foreign_key(f"fk_{table}_import_id", table, "imports", ["import_id"], ["id"])
