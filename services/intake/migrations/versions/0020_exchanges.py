"""Exchanges of units: the faulty piece's serial still finds the unit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    exchanges = sa.Column(
        "exchanges", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False
    )
    op.add_column("units", exchanges)
    op.alter_column("units", "exchanges", server_default=None)
    former = sa.Column("former_serials", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    op.add_column("units", former)
    op.alter_column("units", "former_serials", server_default=None)
    op.create_index("ix_units_former_serials", "units", ["former_serials"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_column("units", "former_serials")
    op.drop_column("units", "exchanges")
