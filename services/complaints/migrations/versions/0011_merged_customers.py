"""Cases go with their customer's file when it is merged."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("first_customer_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_cases_first_customer_id"), "cases", ["first_customer_id"])
    op.create_index("ix_cases_customer_id", "cases", ["customer_id"])


def downgrade() -> None:
    op.drop_index("ix_cases_customer_id", table_name="cases")
    op.drop_index(op.f("ix_cases_first_customer_id"), table_name="cases")
    op.drop_column("cases", "first_customer_id")
