"""Tickets that were split or merged point to each other."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("contact_id", sa.Uuid(), nullable=True))
    links = sa.Column("links", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False)
    op.add_column("tickets", links)
    op.alter_column("tickets", "links", server_default=None)
    op.add_column("tickets", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_tickets_merged_into"), "tickets", ["merged_into"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tickets_merged_into"), table_name="tickets")
    op.drop_column("tickets", "merged_into")
    op.drop_column("tickets", "links")
    op.drop_column("tickets", "contact_id")
