"""The three inserts that everybody does: ticket, idempotency and outbox row, in one statement.

The columns that only we know the values of are constants, taken from a ticket that we opened.
"""

import asyncpg

FROM_APPLICATION = {
    "id": "$1::uuid",
    "customer_id": "$2::uuid",
    "unit_id": "$3::uuid",
    "fault": "$4::text",
    "opened_at": "$5::timestamptz",
    "key": "$6::text",
    "fingerprint": "$7::bytea",
    "answer": "$8::bytea",
    "event_id": "$9::uuid",
    "data": "$10::text",
}

FROM_PGBENCH = {
    "id": "gen_random_uuid()",
    "customer_id": "gen_random_uuid()",
    "unit_id": "gen_random_uuid()",
    "fault": "'不制冷 ' || random()::text",
    "opened_at": "now()",
    "key": "gen_random_uuid()::text",
    "fingerprint": "decode(repeat('ab', 32), 'hex')",
    "answer": "decode(repeat('ab', 400), 'hex')",
    "event_id": "uuidv7()",
    "data": """'{"fault": {"text": "不制冷"}}'""",
}


async def statement(connection: asyncpg.Connection, values: dict[str, str]) -> str:
    """`values`: an expression for each of the names above. There must be a ticket already."""
    number = "to_char(now(), 'YYYYMMDD-') || lpad(n::text, 6, '0')"
    row = {name: f"'{text}'" for name, text in await _constants(connection)}
    row |= {name: values[name] for name in ("customer_id", "unit_id", "fault", "opened_at")}
    row |= {"id": "id", "number": f"'T' || {number}", "voucher_number": f"'V' || {number}"}
    return _STATEMENT.format(columns=", ".join(row), row=", ".join(row.values()), **values)


async def _constants(connection: asyncpg.Connection) -> list[tuple[str, str]]:
    rows = await connection.fetch(_COLUMNS)
    return [(row["key"], row["value"].replace("'", "''")) for row in rows]


_COLUMNS = """
    SELECT key, value FROM (SELECT * FROM tickets LIMIT 1) AS one, json_each_text(row_to_json(one))
    WHERE value IS NOT NULL"""

_STATEMENT = """
    WITH given AS MATERIALIZED (SELECT {id} AS id, nextval('ticket_numbers') AS n),
    answered AS (
        INSERT INTO idempotency (caller, method, path, key, fingerprint, status, headers, body)
        VALUES ('agent', 'POST', '/tickets', {key}, {fingerprint}, 201, '{{}}', {answer})
    ), told AS (
        INSERT INTO outbox_log (event_id, position, topic, type, key, version, time, actor, correlation, data)
        SELECT {event_id}, nextval('outbox_position'), 'tickets', 'TicketOpened', id, 1, {opened_at}, 'agent',
               id, CAST({data} AS json) FROM given
    )
    INSERT INTO tickets ({columns}) SELECT {row} FROM given"""
