"""Who takes calls, and who has read which text of the call guide (IN-13)."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_guide_readings",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("read_version", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_guide_readings")),
        sa.UniqueConstraint(
            "agent",
            "situation",
            "read_version",
            name=op.f("uq_call_guide_readings_agent_situation_read_version"),
        ),
    )
    op.create_table(
        "call_takers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("last_call_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_takers")),
        sa.UniqueConstraint("agent", name=op.f("uq_call_takers_agent")),
    )


def downgrade() -> None:
    op.drop_table("call_takers")
    op.drop_table("call_guide_readings")
