"""Table of the contacts room: every call, letter, visit and message (IN-01)."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.database import Aggregate
from libs.common.deadlines import Deadline
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import derived_id
from libs.common.web.problems import Refusal
from services.intake.contacts import rules
from services.intake.tables import Base

CHANNELS = ("phone", "letter", "visit", "web", "wechat", "email", "sms", "fax")
KINDS = (
    "consultation",
    "repair",
    "installation",
    "training",
    "maintenance",
    "complaint",
    "suggestion",
    "return",
    "exchange",
)
_WITH_CONSEQUENCES = ("consultation", "complaint", "suggestion")
_ESCALATED_TO = ["department_manager", "quality"]


class NoOpenChase(Refusal):
    code = "no_open_chase"
    zh = "没有待答复的催办。"
    en = "There is no chase that waits for an answer."


class KindHasConsequences(Refusal):
    code = "kind_has_consequences"
    zh = "该登记已按其类别开始办理，不能改类别；请另行登记。"
    en = "What follows from its kind is under way: register another contact instead."


class Contact(Base, Aggregate):
    """Who said what, when and how, in or out, who heard it and what came of it.

    `phone` is the number in E.164 where it is one. A contact that waits for an answer is open and has the
    rungs that it will still climb (`ahead`); those climbed are in `steps`. It is never charged (IN-03).
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("direction IN ('inbound', 'outbound')", name="direction"),
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index("ix_contacts_phone", "phone"),
        Index("ix_contacts_customer_id", "customer_id"),
        Index("ix_contacts_ticket_id", "ticket_id"),
        Index("ix_contacts_occurred_at", "occurred_at"),
        Index("ix_contacts_registered_at", "registered_at"),
        Index("ix_contacts_open", "registered_at", postgresql_where="status = 'open'"),
    )
    personal: ClassVar[frozenset[str]] = frozenset({"number", "phone", "caller", "content", "outcome"})

    channel: Mapped[str]
    direction: Mapped[str]
    number: Mapped[str | None]
    phone: Mapped[str | None]
    caller: Mapped[str | None]
    kind: Mapped[str]
    content: Mapped[str]
    outcome: Mapped[str | None]
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    occurred_at: Mapped[datetime]
    registered_at: Mapped[datetime]
    agent: Mapped[str]

    status: Mapped[str] = mapped_column(default="closed")
    answered: Mapped[bool]
    answered_at: Mapped[datetime | None]
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("articles.id"))
    article_version: Mapped[int | None]
    """The article, in the version of the day, that it was answered from (IN-03)."""
    promised_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    department: Mapped[str] = mapped_column(default=rules.DEPARTMENT)
    ahead: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)

    @property
    def reply(self) -> Literal["running", "met", "missed"] | None:
        """How the promised reply stands; None where nobody waits for one."""
        if self.due_at is None:
            return None
        if self.answered_at is not None:
            return "met" if self.answered_at <= self.due_at else "missed"
        return "missed" if any(step["name"] == "missed" for step in self.steps) else "running"

    @property
    def next_alarm(self) -> datetime | None:
        return rules.read_step(self.ahead[0]).at if self.ahead else None

    def registered(self) -> list[Event]:
        happened: list[Event] = [
            events.ContactRegistered(
                channel=self.channel,
                direction="outbound" if self.direction == "outbound" else "inbound",
                kind=self.kind,
                answered=self.answered,
                occurred_at=self.occurred_at,
                customer_id=self.customer_id,
                ticket_id=self.ticket_id,
            )
        ]
        if self.kind == "complaint":
            happened.append(
                events.ComplaintVoiced(
                    channel=self.channel,
                    occurred_at=self.occurred_at,
                    customer_id=self.customer_id,
                    ticket_id=self.ticket_id,
                    text=self.content,
                    case_id=self.case_id,
                )
            )
        return happened

    @property
    def case_id(self) -> UUID:
        """Of the case that a complaint opens (IN-10)."""
        return derived_id(self.id, "case")

    def mend(self, *, content: str | None, caller: str | None, kind: str | None) -> None:
        """What was written down wrong. Raises `KindHasConsequences`: a reply is due, a case or file begun."""
        if kind is not None and self.kind in _WITH_CONSEQUENCES:
            raise KindHasConsequences
        self.content, self.caller = content or self.content, caller or self.caller
        self.kind = kind or self.kind

    def link(self, *, customer_id: UUID | None, ticket_id: UUID | None) -> list[Event]:
        """To whom and what it turned out to be about; nothing where that was known."""
        if (self.customer_id, self.ticket_id) == (customer_id, ticket_id):
            return []
        self.customer_id, self.ticket_id = customer_id, ticket_id
        return [
            events.ContactLinked(
                customer_id=customer_id,
                ticket_id=ticket_id,
                answered=self.answered,
                occurred_at=self.occurred_at,
            )
        ]

    def wait(self, deadline: Deadline, ladder: list[rules.Step]) -> None:
        """Stay open until the reply is given; its owner is who took the contact (IN-03)."""
        self.status = "open"
        self.due_at = deadline.due_at
        self.ahead = rules.stored(ladder)

    def climb(self, *, now: datetime) -> list[Event]:
        """Take the next rung of the ladder, if its time has come (IN-07)."""
        if self.status == "closed" or self.next_alarm is None or self.next_alarm > now:
            return []
        step = rules.read_step(self.ahead[0])
        self.steps, self.ahead = [*self.steps, self.ahead[0]], self.ahead[1:]
        return [self._told(step.name)]

    def answer(self, *, outcome: str | None, at: datetime) -> list[Event]:
        """The reply was given: the contact is closed and nobody is chased any more."""
        if self.answered:
            return []
        self.answered, self.answered_at, self.status, self.ahead = True, at, "closed", []
        self.outcome = outcome or self.outcome
        return [events.ContactAnswered(kind=self.kind, customer_id=self.customer_id)]

    def answer_chase(self, *, text: str, by: str, at: datetime) -> list[Event]:
        """The department answered, so its manager isn't told; the caller still waits (IN-07)."""
        open_chases = [step["name"] for step in self.steps if step["name"] in ("chased", "answered")]
        if self.status == "closed" or open_chases != ["chased"]:
            raise NoOpenChase
        self.ahead = [step for step in self.ahead if step["name"] != "escalated"]
        self._did(rules.ByHand("answered", at, by, text))
        return [events.ContactChaseAnswered(department=self.department, text=text)]

    def escalate(self, *, reason: str, by: str, at: datetime) -> list[Event]:
        """A strong reaction doesn't wait for the ladder (IN-07)."""
        self._did(rules.ByHand("escalated", at, by, reason))
        return [events.ContactEscalated(to=["service_manager"], reason=reason)]

    def _did(self, act: rules.ByHand) -> None:
        self.steps = [*self.steps, *rules.stored([act])]

    def _told(self, step: rules.StepName) -> Event:
        assert self.due_at is not None
        match step:
            case "near":
                return events.ContactReplyNear(owner=self.agent, due_at=self.due_at)
            case "missed":
                return events.ContactReplyMissed(owner=self.agent, due_at=self.due_at, to="service_manager")
            case "chased":
                return events.ContactChased(department=self.department)
            case "escalated":
                return events.ContactEscalated(to=_ESCALATED_TO)
