"""Tables that every service has: outbox, inbox, timers, audit, idempotency."""

from alembic import op

from libs.common.schema import COMMON_TABLES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in COMMON_TABLES:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("the first revision is not undone")
