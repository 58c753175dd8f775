"""The beginning of a serial or a phone number gives hits, not tenfold of them; names are read in order (IN-05).

Heads of 5, 7 and 9 characters are terms, too. Customers' names stand in an index from the newest on.
"""

from pathlib import Path

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_BEFORE = Path(__file__).with_name("0031_terms_of_three.sql")
_ANEW = (
    "SET LOCAL maintenance_work_mem = '256MB'",
    "REINDEX INDEX ix_ticket_search_terms",
    "REINDEX INDEX ix_customers_name_terms",
    "UPDATE article_versions SET words = words",
)


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n\n"))


def downgrade() -> None:
    terms, parts, *_ = _BEFORE.read_text(encoding="utf-8").split(";\n\n\n")
    parts = parts.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    _run(["DROP INDEX ix_customers_newest", terms, parts, *_ANEW])


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
