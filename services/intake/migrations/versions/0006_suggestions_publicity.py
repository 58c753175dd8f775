"""Serious and valuable suggestions with their monthly compilation (IN-18), publicity material (PO-05)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("serious", "valuable"):
        op.add_column("suggestions", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        op.alter_column("suggestions", name, server_default=None)
    op.add_column("suggestions", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    # when they were answered wasn't kept; their month is that of their registration
    op.execute("UPDATE suggestions SET answered_at = registered_at WHERE status = 'answered'")
    op.execute("UPDATE suggestions SET valuable = true WHERE lower(verdict) IN ('valuable', 'adopted')")
    op.create_index("ix_suggestions_answered_at", "suggestions", ["answered_at"])
    op.create_table(
        "suggestion_compilations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("suggestion_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("compiled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_compilations")),
        sa.UniqueConstraint("month", name=op.f("uq_suggestion_compilations_month")),
    )
    op.create_table(
        "publicity_materials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_publicity_materials_stock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_materials")),
    )
    op.create_table(
        "publicity_issues",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("issued_to", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_publicity_issues_quantity")),
        sa.ForeignKeyConstraint(
            ["material_id"],
            ["publicity_materials.id"],
            name=op.f("fk_publicity_issues_material_id_publicity_materials"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_issues")),
    )
    op.create_index(op.f("ix_publicity_issues_material_id"), "publicity_issues", ["material_id"])
    op.create_index(op.f("ix_publicity_issues_ticket_id"), "publicity_issues", ["ticket_id"])


def downgrade() -> None:
    op.drop_table("publicity_issues")
    op.drop_table("publicity_materials")
    op.drop_table("suggestion_compilations")
    op.drop_index("ix_suggestions_answered_at", "suggestions")
    for name in ("answered_at", "valuable", "serious"):
        op.drop_column("suggestions", name)
