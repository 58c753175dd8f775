"""Tickets are found by the serial of the piece that was exchanged since, too (IN-05, PO-11)."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WORDS = r"""
    CREATE OR REPLACE FUNCTION ticket_words(ticket uuid) RETURNS text LANGUAGE sql STABLE STRICT AS $$
    -- The numbers in the first line, the serial number without its joints in the second.
        SELECT search_text(concat_ws(E'\n',
            t.number || ' ' || t.voucher_number,
            coalesce(joined_serial(u.serial), ''),
            t.fault, t.fault_code, u.serial, {former}u.model,
            customer_words(c.name, c.contact_person, c.phones)))
        FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN units u ON u.id = t.unit_id
        WHERE t.id = ticket
    $$"""
FORMER = """
            nullif(concat_ws(' ', array_to_string(u.former_serials, ' '), (
                SELECT string_agg(joined_serial(former), ' ') FROM unnest(u.former_serials) AS former)), ''),
            """


def upgrade() -> None:
    op.execute(WORDS.replace("{former}", FORMER))


def downgrade() -> None:
    op.execute(WORDS.replace("{former}", ""))
