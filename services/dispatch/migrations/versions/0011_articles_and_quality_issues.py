"""What is known of faults, shown on the jobs (IN-03, IN-15)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = postgresql.JSONB(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", _JSON, nullable=False),
        sa.Column("categories", _JSON, nullable=False),
        sa.Column("models", _JSON, nullable=False),
        sa.Column("fault_codes", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    op.create_index("ix_articles_fault_codes", "articles", ["fault_codes"], postgresql_using="gin")
    op.create_index("ix_articles_models", "articles", ["models"], postgresql_using="gin")
    op.create_table(
        "quality_issues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("fault_code", sa.Text(), nullable=True),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_issues")),
    )
    op.create_index(
        "ix_quality_issues_model", "quality_issues", ["model"], postgresql_where=sa.text("NOT closed")
    )


def downgrade() -> None:
    op.drop_table("quality_issues")
    op.drop_table("articles")
