"""Open cases are found in the order of their handling (CO-04)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    still_open = sa.text("status <> 'closed'")
    op.create_index("ix_cases_open", "cases", ["severity", "received_at"], postgresql_where=still_open)


def downgrade() -> None:
    op.drop_index("ix_cases_open", table_name="cases")
