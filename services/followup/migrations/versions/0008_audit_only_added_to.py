"""The service's own role can't change its audit trail any more (XC-06)."""

from alembic import op

from libs.common.schema import changed_again, only_added_to

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in only_added_to("followup"):
        op.execute(statement)


def downgrade() -> None:
    for statement in changed_again("followup"):
        op.execute(statement)
