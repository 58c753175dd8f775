"""Customer files that were merged, and what was registered for them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = ("dissatisfactions", "follow_ups", "suggestions", "surveys", "tickets")
UNINDEXED = ("dissatisfactions", "tickets")


def upgrade() -> None:
    op.add_column("customers", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_customers_merged_into"), "customers", ["merged_into"])
    for table in OWNED:
        op.add_column(table, sa.Column("first_customer_id", sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_{table}_first_customer_id"), table, ["first_customer_id"])
    for table in UNINDEXED:
        op.create_index(f"ix_{table}_customer_id", table, ["customer_id"])


def downgrade() -> None:
    for table in UNINDEXED:
        op.drop_index(f"ix_{table}_customer_id", table_name=table)
    for table in OWNED:
        op.drop_column(table, "first_customer_id")
    op.drop_column("customers", "merged_into")
