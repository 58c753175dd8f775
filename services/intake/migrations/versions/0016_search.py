"""Search of tickets and customers by words and parts of numbers (IN-05); docs/architecture/search.md.

The words of a ticket stand beside it, in a narrow table whose index of terms never hinders the ticket's own
changes. Triggers keep them, so whoever writes tickets, customers or units need not think of the search.
"""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n\n"):
        op.execute(statement)
    op.create_index("ix_tickets_opened_at_id", "tickets", ["opened_at", "id"])
    op.create_index("ix_tickets_status_opened_at_id", "tickets", ["status", "opened_at", "id"])
    op.drop_index(op.f("ix_tickets_opened_at"), table_name="tickets")


def downgrade() -> None:
    op.create_index(op.f("ix_tickets_opened_at"), "tickets", ["opened_at"])
    op.drop_index("ix_tickets_status_opened_at_id", table_name="tickets")
    op.drop_index("ix_tickets_opened_at_id", table_name="tickets")
    for table, trigger in (
        ("units", "search_changed"),
        ("customers", "search_changed"),
        ("tickets", "search_changed"),
        ("tickets", "search_gone"),
        ("tickets", "search_opened"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    op.drop_table("ticket_search")
    op.execute(
        "DROP FUNCTION unit_was_changed, owner_was_changed, ticket_was_changed, tickets_are_gone,"
        " tickets_were_opened, ticket_words, customer_words, joined_serial, national_number, search_text,"
        " search_patterns, search_query, search_terms"
    )
