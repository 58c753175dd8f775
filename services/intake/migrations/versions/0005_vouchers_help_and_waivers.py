"""Demand (IN-01), countersigned vouchers (IN-17), units sent in (IN-19), waivers (IN-16), help (DI-19)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(none_as_null=True)
_FILLED = (
    ("ticket_charges", "waived", sa.Boolean(), "false"),
    ("ticket_visits", "unit_taken", sa.Boolean(), "false"),
    ("tickets", "sent_in", sa.Boolean(), "false"),
    ("tickets", "demand_confirmed", sa.Boolean(), "true"),
    ("tickets", "help", _JSON, "[]"),
)
_WAIVED_BEFORE = """
    UPDATE ticket_charges SET waived = true FROM tickets
    WHERE tickets.id = ticket_id AND tickets.charge_state = 'waived' AND NOT paid"""


def upgrade() -> None:
    for table, name, kind, default in _FILLED:
        op.add_column(table, sa.Column(name, kind, server_default=default, nullable=False))
        op.alter_column(table, name, server_default=None)
    op.add_column("tickets", sa.Column("finished_on_the_spot", sa.Boolean(), nullable=True))
    op.add_column("tickets", sa.Column("voucher_countersigned", _JSON, nullable=True))
    op.add_column("tickets", sa.Column("voucher_scan", sa.Text(), nullable=True))
    op.execute(_WAIVED_BEFORE)


def downgrade() -> None:
    for name in ("voucher_scan", "voucher_countersigned", "finished_on_the_spot"):
        op.drop_column("tickets", name)
    for table, name, _, _ in reversed(_FILLED):
        op.drop_column(table, name)
