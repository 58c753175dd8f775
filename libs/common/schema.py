"""Tables that every service keeps in its own schema: bus, timers, audit, idempotency, denials.

Days are cut by machine time, which ids (UUIDv7) begin with, so the log and the inbox are partitioned by their
own primary key: dropping a day costs nothing, and what business time does never moves a row (XC-08).
"""

_QUEUE = (
    "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0"
)
_COUNTER = "fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0"

_OUTBOX = (
    "CREATE SEQUENCE outbox_position AS bigint CACHE 1",
    """CREATE TABLE outbox_log (
        event_id uuid PRIMARY KEY,
        position bigint NOT NULL,
        topic text NOT NULL,
        type text NOT NULL,
        key uuid NOT NULL,
        version integer NOT NULL,
        time timestamptz NOT NULL,
        actor text NOT NULL,
        correlation uuid,
        traceparent text,
        data json NOT NULL
    ) PARTITION BY RANGE (event_id)""",
    "CREATE TABLE outbox_log_default PARTITION OF outbox_log DEFAULT",
    f"""CREATE TABLE outbox_queue (
        position bigint PRIMARY KEY,
        bucket smallint NOT NULL,
        event_id uuid NOT NULL
    ) WITH ({_QUEUE})""",
    """CREATE TABLE outbox_marks (
        topic text NOT NULL,
        partition integer NOT NULL,
        sent_from bigint NOT NULL,
        PRIMARY KEY (topic, partition)
    ) WITH (fillfactor = 50)""",
)
_INBOX = (
    """CREATE TABLE inbox (
        event_id uuid NOT NULL,
        consumer text NOT NULL,
        outcome text NOT NULL DEFAULT 'applied' CHECK (outcome IN ('applied', 'refused', 'parked')),
        PRIMARY KEY (event_id, consumer)
    ) PARTITION BY RANGE (event_id)""",
    "CREATE TABLE inbox_default PARTITION OF inbox DEFAULT",
    f"""CREATE TABLE inbox_versions (
        consumer text NOT NULL,
        topic text NOT NULL,
        key uuid NOT NULL,
        version integer NOT NULL,
        parked boolean NOT NULL DEFAULT false,
        PRIMARY KEY (key, consumer, topic)
    ) WITH ({_COUNTER})""",
    """CREATE TABLE dead_letters (
        consumer text NOT NULL,
        event_id uuid NOT NULL,
        reason text NOT NULL CHECK (reason IN ('undecodable', 'failed', 'behind')),
        error text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        topic text NOT NULL,
        partition integer NOT NULL,
        record_offset bigint NOT NULL,
        key uuid,
        version integer,
        record_key bytea,
        headers json NOT NULL,
        value bytea,
        first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
        last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
        replay boolean NOT NULL DEFAULT false,
        PRIMARY KEY (consumer, event_id)
    )""",
    "CREATE INDEX ix_dead_letters_key ON dead_letters (consumer, topic, key, version)",
)
_TIMERS = (
    f"""CREATE TABLE timers (
        kind text NOT NULL,
        key text NOT NULL,
        due_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        retry_at timestamptz,
        PRIMARY KEY (kind, key)
    ) WITH ({_COUNTER})""",
    "CREATE INDEX ix_timers_due_at ON timers (due_at, kind, key)",
    "CREATE INDEX ix_timers_retry_at ON timers (retry_at) WHERE retry_at IS NOT NULL",
)
_AUDIT = (
    """CREATE TABLE audit (
        aggregate_id uuid NOT NULL,
        version integer NOT NULL,
        aggregate text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        entry json NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (aggregate_id, version)
    )""",
    "CREATE INDEX ix_audit_recorded_at ON audit USING brin (recorded_at)",
    """CREATE TABLE audit_anchors (
        day date PRIMARY KEY,
        heads integer NOT NULL,
        hash bytea NOT NULL
    )""",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
    *(
        f"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        for table in ("audit", "audit_anchors")
    ),
)
_WEB = (
    """CREATE TABLE idempotency (
        caller text NOT NULL,
        method text NOT NULL,
        path text NOT NULL,
        key text NOT NULL,
        fingerprint bytea NOT NULL,
        status integer NOT NULL,
        headers jsonb NOT NULL,
        body bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, method, path, key)
    )""",
    "CREATE INDEX ix_idempotency_created_at ON idempotency USING brin (created_at)",
    """CREATE TABLE denials (
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        path text NOT NULL,
        request_id text NOT NULL
    )""",
)

WHOLE_ROWS = (
    "ALTER TABLE audit SET (toast_tuple_target = 8160)",
    "ALTER TABLE idempotency SET (toast_tuple_target = 8160)",
    "ALTER TABLE idempotency ALTER COLUMN body SET STORAGE EXTERNAL",
)
"""Rows of a few kB, written once and hardly read: to compress them took a third of the time to write them.

Each service's migration `whole_rows`.
"""

_ADDED_TO = ("TABLE audit", "TABLE audit_anchors", "FUNCTION refuse_change()")


def keeper(service: str) -> str:
    """The role that owns and migrates the service's schema; it may do what the service's own role may."""
    return f"{service}_keeper"


def only_added_to(service: str) -> tuple[str, ...]:
    """Statements after which the service reads its audit trail and adds to it, and can't change it (XC-06).

    Each service's migration of that name. Whoever changes these tables later does so as the keeper, too.
    """
    return (
        "RESET ROLE",
        *(f"ALTER {thing} OWNER TO {keeper(service)}" for thing in _ADDED_TO),
        f"GRANT SELECT, INSERT ON audit, audit_anchors TO {service}",
        f"SET ROLE {service}",
    )


def changed_again(service: str) -> tuple[str, ...]:
    """The way back."""
    given_back = (f"ALTER {thing} OWNER TO {service}" for thing in _ADDED_TO)
    return ("RESET ROLE", *given_back, f"SET ROLE {service}")


COMMON_TABLES: tuple[str, ...] = _OUTBOX + _INBOX + _TIMERS + _AUDIT + _WEB
"""Statements without schema names: the role's `search_path` is its own schema (XC-01)."""
