"""A unit is found by its serial in whatever case, width and joints, as its tickets are (IN-05, PO-11)."""

from alembic import op
from sqlalchemy import text

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION joined_serials(serials text[]) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN ARRAY(SELECT joined_serial(serial) FROM unnest(serials) AS serial)
    """)
    op.create_index("ix_units_joined_serial", "units", [text("joined_serial(serial)")])
    op.drop_index("ix_units_former_serials", table_name="units")
    former = [text("joined_serials(former_serials)")]
    op.create_index("ix_units_former_serials", "units", former, postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_units_former_serials", table_name="units")
    op.create_index("ix_units_former_serials", "units", ["former_serials"], postgresql_using="gin")
    op.drop_index("ix_units_joined_serial", table_name="units")
    op.execute("DROP FUNCTION joined_serials")
