"""Imports: files on their way in, their rows and faults (IN-14)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_JSONB = postgresql.JSONB(none_as_null=True)


def _of_import() -> list[sa.Column]:
    return [sa.Column("import_id", sa.Uuid(), nullable=False), sa.Column("row", sa.Integer(), nullable=False)]


def _keys(table: str, *columns: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f(f"fk_{table}_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row", *columns, name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stopped_from", sa.Text(), nullable=True),
        sa.Column("check_only", sa.Boolean(), nullable=False),
        sa.Column("defaults", _JSONB, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=True),
        sa.Column("delimiter", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("header", _JSONB, nullable=False),
        sa.Column("columns", _JSONB, nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "checked_to", "made_to", "checked", "imported", "unchanged", "invalid")
        ),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('customers', 'units', 'contracts', 'tickets')", name=op.f("ck_imports_kind")
        ),
        sa.CheckConstraint(
            "status IN ('receiving', 'checking', 'checked', 'importing', 'done', 'stopped', 'undone')",
            name=op.f("ck_imports_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_status"), "imports", ["status"])
    op.create_table(
        "import_rows", *_of_import(), sa.Column("cells", sa.Text(), nullable=False), *_keys("import_rows")
    )
    op.create_table(
        "import_records",
        *_of_import(),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=True),
        *_keys("import_records"),
    )
    op.create_index("ix_import_records_key", "import_records", ["import_id", "key", "occurrence"])
    op.create_table(
        "import_faults",
        *_of_import(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        *_keys("import_faults", "number"),
    )


def downgrade() -> None:
    for table in ("import_faults", "import_records", "import_rows", "imports"):
        op.drop_table(table)
