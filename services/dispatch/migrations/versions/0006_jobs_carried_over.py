"""Jobs that wait when this begins are carried over at their day's end too (DI-02)."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        INSERT INTO timers (kind, key, due_at, data)
        SELECT 'jobs.carry_over', id::text, (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', '{}'
        FROM jobs WHERE status = 'open' AND carried_to IS NULL
        ON CONFLICT DO NOTHING""")


def downgrade() -> None:
    op.execute("DELETE FROM timers WHERE kind = 'jobs.carry_over'")
