"""What callers send and get of jobs and the dispatch register."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from libs.common.act import Language
from libs.common.money import MoneyField
from libs.common.privacy.seeing import Degrees, FreeText
from libs.common.web.fields import In, Out, ShortText, Text
from services.dispatch.jobs.models import Job, RegisterEntry
from services.dispatch.jobs.rules import WarningCode
from services.dispatch.jobs.tickets import Ticket
from services.dispatch.knowledge.models import Article, QualityIssue
from services.dispatch.knowledge.schemas import ArticleSeen, QualityIssueSeen
from services.dispatch.schemas import Window, WindowIn

Status = Literal["held", "open", "assigned", "done", "cancelled"]

WARNINGS: dict[WarningCode, tuple[str, str]] = {
    "skill": ("该服务人员没有所需技能", "the technician lacks the skill"),
    "shift": ("预约时间在班次之外", "the window lies outside the shift"),
    "absent": ("该服务人员当时缺勤", "the technician is absent then"),
    "travel": ("与其它预约之间来不及赶路", "other appointments leave no time for the way"),
    "region": ("超出所属区域", "outside the technician's home region"),
}


class AssignJob(In):
    """`agreed`: how the customer said yes to the window."""

    technician_id: UUID
    window: WindowIn
    agreed: ShortText | None = None


class JudgeRefusal(In):
    justified: bool
    reason: Text


class Warned(Out):
    code: WarningCode
    detail: str

    @classmethod
    def of(cls, code: WarningCode, language: Language) -> Self:
        zh, en = WARNINGS[code]
        return cls(code=code, detail=zh if language == "zh" else en)


class Assigned(Out):
    visit_id: UUID
    job_id: UUID
    ticket_id: UUID
    technician_id: UUID
    window: Window
    warnings: list[Warned]


class JobOut(Out):
    id: UUID
    ticket_id: UUID
    status: Status
    day: date
    opened_at: datetime
    carried_to: date | None
    repeat_repair: bool
    technician_id: UUID | None
    visit_id: UUID | None


class TicketFacts(Out):
    """What a technician has to know of the ticket; names, phones and addresses stay with intake."""

    id: UUID
    number: str
    voucher_number: str
    kind: str
    category: str | None
    model: str | None
    serial: str | None
    fault_code: str | None
    fault: FreeText
    service_type: str
    priority: str
    safety: bool
    key_customer: bool
    under_contract: bool
    latitude: Degrees | None
    longitude: Degrees | None
    preferred_from: datetime | None
    preferred_to: datetime | None
    arrive_by: datetime | None
    repair_by: datetime | None
    consented_price: MoneyField | None
    """What the customer agreed to pay."""
    quoted_minutes: int | None
    ready: bool
    """False while work has to wait for the customer's consent, or to be told what is wanted."""
    demand_confirmed: bool


class JobDetail(JobOut):
    """With what headquarters knows of the fault: articles that answer, open quality issues (IN-03, IN-15)."""

    ticket: TicketFacts
    articles: list[ArticleSeen]
    quality_issues: list[QualityIssueSeen]

    @classmethod
    def of(
        cls,
        job: Job,
        ticket: Ticket,
        *,
        articles: Sequence[Article],
        issues: Sequence[QualityIssue],
        language: Language,
    ) -> Self:
        return cls(
            **JobOut.model_validate(job).model_dump(),
            ticket=TicketFacts.model_validate(ticket),
            articles=[ArticleSeen.of(article, language) for article in articles],
            quality_issues=[QualityIssueSeen.model_validate(issue) for issue in issues],
        )


class Refused(Out):
    by: str
    at: datetime
    reason: FreeText


class Judged(Out):
    by: str
    at: datetime
    justified: bool
    reason: FreeText


class EntryOut(Out):
    """Who, to whom, when, by whose order (DI-07)."""

    visit_id: UUID
    job_id: UUID
    ticket_id: UUID
    technician_id: UUID
    ordered_by: str
    ordered_at: datetime
    window: Window
    warnings: list[WarningCode]
    withdrawn_at: datetime | None
    refused: Refused | None
    judged: Judged | None

    @classmethod
    def of(cls, entry: RegisterEntry) -> Self:
        row: dict[str, Any] = {name: getattr(entry, name) for name in cls.model_fields if name != "window"}
        return cls(**row, window=Window(from_=entry.window_from, to=entry.window_to))


class DispatchRegister(Out):
    date: date
    entries: list[EntryOut]
    """Orders given on the day, the newest first."""
    waiting: list[JobOut]
    """Not dispatched, in the order of urgency: carried over first (DI-02)."""
