"""Customers are found by the same terms as tickets (IN-11)."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_customers_name_terms ON customers"
        " USING gin (search_terms(search_text(name), NULL::timestamp with time zone))"
        " WITH (gin_pending_list_limit = 64)"
    )


def downgrade() -> None:
    op.drop_index("ix_customers_name_terms", table_name="customers")
