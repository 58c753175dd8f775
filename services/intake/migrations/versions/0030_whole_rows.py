"""Audit entries and kept answers are written as they are."""

from alembic import op

from libs.common.schema import WHOLE_ROWS

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in WHOLE_ROWS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("ALTER TABLE idempotency ALTER COLUMN body SET STORAGE EXTENDED")
    for table in ("audit", "idempotency"):
        op.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")
