"""Price lists; what was agreed to and where the money of a charge is (DI-12)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "price_lists",
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("note", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("lines", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("phones", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status = 'draft' OR edition IS NOT NULL", name=op.f("ck_price_lists_edition")),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_price_lists_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_lists")),
        sa.UniqueConstraint("category", "edition", name=op.f("uq_price_lists_category_edition")),
    )
    op.add_column("charges", sa.Column("consented_amount", sa.Numeric(precision=18, scale=3), nullable=True))
    op.add_column("charges", sa.Column("invoice_mailed_on", sa.Date(), nullable=True))
    op.add_column("charges", sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("charges", sa.Column("handed_over_by", sa.Text(), nullable=True))
    op.add_column("charges", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("charges", sa.Column("received_by", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("consented_amount", sa.Numeric(precision=18, scale=3), nullable=True))
    op.add_column("tickets", sa.Column("uncharged", sa.Numeric(precision=18, scale=3), nullable=True))
    op.add_column("tickets", sa.Column("currency", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("quoted_minutes", sa.Integer(), nullable=True))
    op.add_column("visits", sa.Column("price_list_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_visits_price_list_id"), "visits", "price_lists", ["price_list_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_visits_price_list_id"), "visits", type_="foreignkey")
    op.drop_column("visits", "price_list_id")
    op.drop_column("tickets", "quoted_minutes")
    op.drop_column("tickets", "currency")
    op.drop_column("tickets", "uncharged")
    op.drop_column("tickets", "consented_amount")
    op.drop_column("charges", "received_by")
    op.drop_column("charges", "received_at")
    op.drop_column("charges", "handed_over_by")
    op.drop_column("charges", "handed_over_at")
    op.drop_column("charges", "invoice_mailed_on")
    op.drop_column("charges", "consented_amount")
    op.drop_table("price_lists")
