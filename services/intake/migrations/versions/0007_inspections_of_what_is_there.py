"""Inspections fall due for the contracts and units that were there before (PO-19)."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BY_CONTRACT = """
    INSERT INTO timers (kind, key, due_at, data)
    SELECT 'inspections.by_contract', id || ':' || unit_id, due::timestamp AT TIME ZONE 'Asia/Shanghai', '{}'
    FROM contracts, unnest(unit_ids) AS unit_id, LATERAL (
        SELECT min(day) AS due
        FROM (SELECT (starts_on + make_interval(months => inspection_months * turn))::date AS day
              FROM generate_series(1, 1200) AS turn) AS days
        WHERE day > CURRENT_DATE) AS next
    WHERE inspection_months IS NOT NULL AND due <= ends_on
    ON CONFLICT DO NOTHING"""

# the only pack with an interval when this was written, and its figure
_BY_PACK = """
    INSERT INTO timers (kind, key, due_at, data)
    SELECT 'inspections.by_pack', id, due::timestamp AT TIME ZONE 'Asia/Shanghai', '{}'
    FROM units, LATERAL (
        SELECT min(day) AS due
        FROM (SELECT (purchase_date + make_interval(months => 12 * turn))::date AS day
              FROM generate_series(1, 200) AS turn) AS days
        WHERE day > CURRENT_DATE) AS next
    WHERE category = 'installation_work' AND due IS NOT NULL
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    op.execute(_BY_CONTRACT)
    op.execute(_BY_PACK)


def downgrade() -> None:
    op.execute("DELETE FROM timers WHERE kind LIKE 'inspections.%'")
