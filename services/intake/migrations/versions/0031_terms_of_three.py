"""Terms for all that is asked for often, so that no search gathers what it throws away (IN-05).

Chinese pieces of three, exact heads of one to three and six, tails of six. A serial that was exchanged is a
serial of the ticket's, too.
"""

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_BEFORE = {name: Path(__file__).with_name(name) for name in ("0016_search.sql", "0026_single_characters.sql")}

_NAMES = """
    CREATE INDEX ix_customers_name_terms ON customers
    USING gin (search_terms(search_text(name), NULL::timestamp with time zone))
    WITH (gin_pending_list_limit = 64)"""


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n\n"))


def downgrade() -> None:
    first = _BEFORE["0016_search.sql"].read_text(encoding="utf-8").split(";\n\n\n")
    terms, query, *anew = _BEFORE["0026_single_characters.sql"].read_text(encoding="utf-8").split(";\n\n\n")
    [opened] = (each for each in first if "FUNCTION tickets_were_opened" in each.partition("\n")[0])
    [changed] = (each for each in first if "TRIGGER search_changed" in each and "ON units" in each)
    former = run_path(str(Path(__file__).with_name("0022_former_serials_found.py")))
    words = former["WORDS"].replace("{former}", former["FORMER"])
    _run([terms, query, words, opened.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")])
    _run(
        [
            "DROP VIEW ticket_texts",
            "DROP FUNCTION search_parts",
            "DROP TRIGGER search_changed ON units",
            changed,
        ]
    )
    _run(["DROP INDEX ix_customers_name_terms", "DROP FUNCTION name_terms", _NAMES])
    _run(["UPDATE ticket_search SET words = ticket_words(ticket_id) WHERE words IS NOT NULL", *anew])


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)
