"""The service's own role can't change its audit trail any more (XC-06)."""

from alembic import op

from libs.common.schema import changed_again, only_added_to

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in only_added_to("dispatch"):
        op.execute(statement)


def downgrade() -> None:
    for statement in changed_again("dispatch"):
        op.execute(statement)
