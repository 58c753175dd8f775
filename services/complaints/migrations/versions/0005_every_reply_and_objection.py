"""Every reply and objection is kept; a notice names its case (CO-10, CO-12, CO-16)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NONE_YET = sa.text("'[]'::jsonb")


def upgrade() -> None:
    for name in ("earlier_objections", "earlier_replies"):
        op.add_column("cases", sa.Column(name, postgresql.JSONB(), nullable=False, server_default=NONE_YET))
    op.add_column("notices", sa.Column("case_id", sa.Uuid(), nullable=True))
    op.create_index("ix_notices_case_id", "notices", ["case_id"])


def downgrade() -> None:
    op.drop_column("notices", "case_id")
    for name in ("earlier_objections", "earlier_replies"):
        op.drop_column("cases", name)
