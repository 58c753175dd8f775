"""TMF621: what its clients say, how far listeners know a ticket, who listens and what is sent to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(none_as_null=True)
_WHEN = sa.DateTime(timezone=True)
_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    _waiting()
    _said()
    _states()
    _subscriptions()
    _deliveries()


def _waiting() -> None:
    """Whom or what a ticket's clocks wait for, beside the clocks."""
    op.add_column("tickets", sa.Column("waits_for", sa.Text(), nullable=True))
    op.execute("""
        UPDATE tickets SET waits_for = (
            SELECT max(clock #>> '{deadline,holds,-1,reason}')  -- part before customer
            FROM jsonb_array_elements(deadlines) AS clock
            WHERE clock #>> '{deadline,stopped_at}' IS NULL
              AND clock #> '{deadline,holds,-1}' IS NOT NULL
              AND clock #>> '{deadline,holds,-1,until}' IS NULL)
        WHERE status NOT IN ('closed', 'cancelled')""")


def _said() -> None:
    lists = ("attachment", "note", "reasons", "related_party", "related_entity", "relationship")
    op.create_table(
        "trouble_tickets",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=True),
        sa.Column("ticket_type", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("requested_resolution_date", _WHEN, nullable=True),
        sa.Column("channel", _JSON, nullable=True),
        *(sa.Column(name, _JSON, nullable=False) for name in lists),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_trouble_tickets"),
        sa.UniqueConstraint("ticket_id", name="uq_trouble_tickets_ticket_id"),
    )
    op.create_index("ix_trouble_tickets_external_id", "trouble_tickets", ["external_id"])


def _states() -> None:
    """Those that are there already begin as they are, so that nobody is told that they were created."""
    op.create_table(
        "trouble_ticket_states",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("resolution_date", _WHEN, nullable=True),
        sa.Column("changed_at", _WHEN, nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("history", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_trouble_ticket_states"),
    )
    op.create_index("ix_trouble_ticket_states_changed_at", "trouble_ticket_states", ["changed_at"])
    op.execute("""
        INSERT INTO trouble_ticket_states (ticket_id, version, status, resolution_date, changed_at, history)
        SELECT id, version, shown, coalesce(done_at, CASE WHEN status = 'closed' THEN closed_at END),
               coalesce(closed_at, done_at, opened_at),
               jsonb_build_array(jsonb_build_object('status', shown, '@type', 'StatusChange'))
        FROM (SELECT *, CASE status
                  WHEN 'open' THEN 'acknowledged' WHEN 'quoted' THEN 'pending' WHEN 'waiting' THEN 'pending'
                  WHEN 'done' THEN 'resolved' WHEN 'closed' THEN 'closed' WHEN 'cancelled' THEN 'cancelled'
                  ELSE 'inProgress' END AS shown
              FROM tickets) AS ticket""")


def _subscriptions() -> None:
    op.create_table(
        "hub_subscriptions",
        sa.Column("query", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("subscribed_at", _WHEN, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("ended_at", _WHEN, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hub_subscriptions"),
    )
    op.create_index("ix_hub_subscriptions_owner", "hub_subscriptions", ["owner"])


def _deliveries() -> None:
    op.create_table(
        "hub_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", _WHEN, nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("due_at", _WHEN, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", _WHEN, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("settled_at", _WHEN, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name="ck_hub_deliveries_state"),
        sa.PrimaryKeyConstraint("id", name="pk_hub_deliveries"),
    )
    waiting = {"postgresql_where": _WAITING}
    table = "hub_deliveries"
    op.create_index("ix_hub_deliveries_waiting", table, ["endpoint_id", "subject", "position"], **waiting)
    op.create_index("ix_hub_deliveries_due_at", table, ["due_at"], **waiting)
    op.create_index("ix_hub_deliveries_endpoint_id_id", table, ["endpoint_id", "id"])
    op.create_index("ix_hub_deliveries_made_at", table, ["made_at"])


def downgrade() -> None:
    op.drop_column("tickets", "waits_for")
    for table in ("hub_deliveries", "hub_subscriptions", "trouble_ticket_states", "trouble_tickets"):
        op.drop_table(table)
