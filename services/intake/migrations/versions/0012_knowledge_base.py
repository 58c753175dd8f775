"""Articles and their versions, what feeds them, and whom they answered (IN-03)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=True),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("draft_status", sa.Text(), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("fault_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("not_helpful", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("draft_status IN ('draft', 'review')", name=op.f("ck_articles_draft_status")),
        sa.CheckConstraint(
            "status IN ('draft', 'review', 'published', 'withdrawn')", name=op.f("ck_articles_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("fault_key", name=op.f("uq_articles_fault_key")),
    )
    op.create_table(
        "article_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("text", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("categories", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("models", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("fault_codes", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("keywords", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("authors", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_versions_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_versions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_versions_article_id_number")),
    )
    op.create_index(
        "ix_article_versions_words", "article_versions", ["words"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "solved_faults",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_solved_faults_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solved_faults")),
    )
    op.create_index("ix_solved_faults_article_id_id", "solved_faults", ["article_id", "id"], unique=False)
    op.create_index(op.f("ix_solved_faults_ticket_id"), "solved_faults", ["ticket_id"], unique=False)
    op.create_table(
        "article_uses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("used_by", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_article_uses_article_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_article_uses_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_article_uses_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_uses")),
        sa.UniqueConstraint("contact_id", "article_id", name=op.f("uq_article_uses_contact_id_article_id")),
        sa.UniqueConstraint(
            "ticket_id", "article_id", "helped", name=op.f("uq_article_uses_ticket_id_article_id_helped")
        ),
    )
    op.create_index("ix_article_uses_article_id_id", "article_uses", ["article_id", "id"], unique=False)
    op.add_column("contacts", sa.Column("article_id", sa.Uuid(), nullable=True))
    op.add_column("contacts", sa.Column("article_version", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_contacts_article_id"), "contacts", "articles", ["article_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_contacts_article_id"), "contacts", type_="foreignkey")
    op.drop_column("contacts", "article_version")
    op.drop_column("contacts", "article_id")
    op.drop_index("ix_article_uses_article_id_id", table_name="article_uses")
    op.drop_table("article_uses")
    op.drop_index(op.f("ix_solved_faults_ticket_id"), table_name="solved_faults")
    op.drop_index("ix_solved_faults_article_id_id", table_name="solved_faults")
    op.drop_table("solved_faults")
    op.drop_index("ix_article_versions_words", table_name="article_versions", postgresql_using="gin")
    op.drop_table("article_versions")
    op.drop_table("articles")
