"""Single Chinese characters are terms of their own: a frequent one was looked for in all pairs (IN-05)."""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_FIRST = Path(__file__).with_name("0016_search.sql")


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    terms, query, *_ = _FIRST.read_text(encoding="utf-8").split(";\n\n\n")
    indexes = ("REINDEX INDEX ix_ticket_search_terms", "REINDEX INDEX ix_customers_name_terms")
    _run(";\n\n\n".join((terms, query, *indexes)).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def _run(statements: str) -> None:
    for statement in statements.split(";\n\n\n"):
        op.execute(statement)
