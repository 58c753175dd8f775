"""What is done with personal data is on record (IN-12); rows that had no salt get one (XC-06)."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SALTED = (
    "charges",
    "jobs",
    "plans",
    "price_lists",
    "technicians",
    "visits",
)


def upgrade() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    op.create_index(op.f("ix_privacy_requests_customer_id"), "privacy_requests", ["customer_id"])
    for table in SALTED:
        op.execute(f"UPDATE {table} SET salt = uuid_send(gen_random_uuid()) WHERE salt IS NULL")  # noqa: S608


def downgrade() -> None:
    op.drop_table("privacy_requests")
