"""A charge is entered once, whoever invoices it later (CO-18)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_ledger", sa.Column("charge_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint("uq_ticket_ledger_charge_id", "ticket_ledger", ["charge_id"])


def downgrade() -> None:
    op.drop_constraint("uq_ticket_ledger_charge_id", "ticket_ledger")
    op.drop_column("ticket_ledger", "charge_id")
