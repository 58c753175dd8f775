"""Articles are found by the same terms as tickets (IN-03)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_WORDS = r"""
UPDATE article_versions SET words = lower(normalize(concat_ws(E'\n', title ->> 'zh', title ->> 'en',
    text ->> 'zh', text ->> 'en', models, fault_codes, keywords, regexp_replace(models::text, '[-_./]+', '', 'g')),
    NFKC))"""
_TERMS = "search_terms(words, NULL::timestamp with time zone)"


def upgrade() -> None:
    op.drop_column("article_versions", "words")
    op.add_column("article_versions", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.execute(_WORDS)
    op.alter_column("article_versions", "words", server_default=None)
    terms = sa.Column("terms", postgresql.TSVECTOR(), sa.Computed(_TERMS, persisted=True), nullable=False)
    op.add_column("article_versions", terms)
    op.create_index("ix_article_versions_terms", "article_versions", ["terms"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_column("article_versions", "terms")
    op.drop_column("article_versions", "words")
    words = sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}")
    op.add_column("article_versions", words)
    op.create_index("ix_article_versions_words", "article_versions", ["words"], postgresql_using="gin")
