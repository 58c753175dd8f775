"""The register of the day and quality issues (IN-08, IN-09, IN-15); the first closing is awaited from now on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# rings at once, and then waits for the desk's next close
_FIRST_CLOSING = """
    INSERT INTO timers (kind, key, due_at, data) VALUES ('register.close', 'desk', now(), '{}')
    ON CONFLICT DO NOTHING"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("quality_issue_numbers")))
    op.create_table(
        "complaint_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("form_no", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("complaint_class", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("conduct_cause", sa.Text(), nullable=True),
        sa.Column("cause_code", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_complaint_cases")),
    )
    op.create_index("ix_complaint_cases_closed_at", "complaint_cases", ["closed_at"], unique=False)
    op.create_index(
        "ix_complaint_cases_open",
        "complaint_cases",
        ["registered_at"],
        unique=False,
        postgresql_where="closed_at IS NULL",
    )
    op.create_index("ix_complaint_cases_ticket_id", "complaint_cases", ["ticket_id"], unique=False)
    op.create_table(
        "quality_issues",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("fault_key", sa.Text(), nullable=True),
        sa.Column("lot_key", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("fault_code", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "acknowledgements", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("answers", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("closed", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("basis IN ('fault', 'lot', 'safety')", name=op.f("ck_quality_issues_basis")),
        sa.CheckConstraint(
            "status IN ('raised', 'acknowledged', 'answered', 'closed')",
            name=op.f("ck_quality_issues_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_issues")),
        sa.UniqueConstraint("number", name=op.f("uq_quality_issues_number")),
    )
    op.create_index("ix_quality_issues_fault_key", "quality_issues", ["fault_key"], unique=False)
    op.create_index("ix_quality_issues_lot_key", "quality_issues", ["lot_key"], unique=False)
    op.create_index(
        "ix_quality_issues_open",
        "quality_issues",
        ["raised_at"],
        unique=False,
        postgresql_where="status <> 'closed'",
    )
    op.create_table(
        "quality_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("fault_code", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("fault_key", sa.Text(), nullable=True),
        sa.Column("lot_key", sa.Text(), nullable=True),
        sa.CheckConstraint("source IN ('ticket', 'case')", name=op.f("ck_quality_reports_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_reports")),
    )
    op.create_index("ix_quality_reports_fault_key_at", "quality_reports", ["fault_key", "at"], unique=False)
    op.create_index("ix_quality_reports_lot_key_at", "quality_reports", ["lot_key", "at"], unique=False)
    op.create_table(
        "register_charges",
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=15, scale=2), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invoice_no", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("charge_id", name=op.f("pk_register_charges")),
    )
    op.create_index(
        "ix_register_charges_open",
        "register_charges",
        ["charged_at"],
        unique=False,
        postgresql_where="receipt_no IS NULL",
    )
    op.create_table(
        "register_lines",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("day", "section", "position", name=op.f("pk_register_lines")),
    )
    op.create_table(
        "register_pages",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_pages")),
        sa.UniqueConstraint("day", name=op.f("uq_register_pages_day")),
    )
    op.create_table(
        "stray_vouchers",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_reason IS NULL)", name=op.f("ck_stray_vouchers_settled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stray_vouchers")),
        sa.UniqueConstraint("number", name=op.f("uq_stray_vouchers_number")),
    )
    op.create_index(
        "ix_stray_vouchers_open",
        "stray_vouchers",
        ["returned_at"],
        unique=False,
        postgresql_where="settled_at IS NULL",
    )
    op.create_table(
        "quality_issue_reports",
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["quality_issues.id"], name=op.f("fk_quality_issue_reports_issue_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["quality_reports.id"], name=op.f("fk_quality_issue_reports_report_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", "report_id", name=op.f("pk_quality_issue_reports")),
    )
    op.create_index(
        "ix_quality_issue_reports_report_id", "quality_issue_reports", ["report_id"], unique=False
    )
    op.create_index(
        "ix_contacts_open", "contacts", ["registered_at"], unique=False, postgresql_where="status = 'open'"
    )
    op.create_index("ix_contacts_registered_at", "contacts", ["registered_at"], unique=False)
    op.create_index("ix_tickets_closed_at", "tickets", ["closed_at"], unique=False)
    op.create_index(
        "ix_tickets_voucher_out",
        "tickets",
        ["done_at"],
        unique=False,
        postgresql_where="visited AND voucher_signed_on IS NULL",
    )
    op.execute(_FIRST_CLOSING)


def downgrade() -> None:
    op.drop_index(
        "ix_tickets_voucher_out",
        table_name="tickets",
        postgresql_where="visited AND voucher_signed_on IS NULL",
    )
    op.drop_index("ix_tickets_closed_at", table_name="tickets")
    op.drop_index("ix_contacts_registered_at", table_name="contacts")
    op.drop_index("ix_contacts_open", table_name="contacts", postgresql_where="status = 'open'")
    op.drop_index("ix_quality_issue_reports_report_id", table_name="quality_issue_reports")
    op.drop_table("quality_issue_reports")
    op.drop_index(
        "ix_stray_vouchers_open", table_name="stray_vouchers", postgresql_where="settled_at IS NULL"
    )
    op.drop_table("stray_vouchers")
    op.drop_table("register_pages")
    op.drop_table("register_lines")
    op.drop_index(
        "ix_register_charges_open", table_name="register_charges", postgresql_where="receipt_no IS NULL"
    )
    op.drop_table("register_charges")
    op.drop_index("ix_quality_reports_lot_key_at", table_name="quality_reports")
    op.drop_index("ix_quality_reports_fault_key_at", table_name="quality_reports")
    op.drop_table("quality_reports")
    op.drop_index(
        "ix_quality_issues_open", table_name="quality_issues", postgresql_where="status <> 'closed'"
    )
    op.drop_index("ix_quality_issues_lot_key", table_name="quality_issues")
    op.drop_index("ix_quality_issues_fault_key", table_name="quality_issues")
    op.drop_table("quality_issues")
    op.drop_index(
        "ix_complaint_cases_open", table_name="complaint_cases", postgresql_where="closed_at IS NULL"
    )
    op.drop_index("ix_complaint_cases_closed_at", table_name="complaint_cases")
    op.drop_index("ix_complaint_cases_ticket_id", table_name="complaint_cases")
    op.drop_table("complaint_cases")
    op.execute(sa.schema.DropSequence(sa.Sequence("quality_issue_numbers")))
    op.execute("DELETE FROM timers WHERE kind = 'register.close'")
