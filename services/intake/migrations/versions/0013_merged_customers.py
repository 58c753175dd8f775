"""Customer files that were merged, and what came with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_customers_merged_into"), "customers", ["merged_into"])
    op.create_foreign_key(op.f("fk_customers_merged_into"), "customers", "customers", ["merged_into"], ["id"])
    op.create_table(
        "customer_merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("brought", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("taken", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merges")),
    )
    op.create_index("ix_customer_merges_survivor_id", "customer_merges", ["survivor_id"])
    op.create_index(
        "uq_customer_merges_standing",
        "customer_merges",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("customer_merges")
    op.drop_constraint(op.f("fk_customers_merged_into"), "customers", type_="foreignkey")
    op.drop_index(op.f("ix_customers_merged_into"), table_name="customers")
    op.drop_column("customers", "merged_into")
