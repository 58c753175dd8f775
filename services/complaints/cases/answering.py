"""The answer to the customer and what the customer says to it (CO-10 … CO-12)."""

from datetime import date, datetime
from hashlib import sha256

from msgspec.structs import replace
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import (
    ComplaintNotEstablished,
    CustomerNotified,
    DecisionAccepted,
    DecisionRefused,
    ObjectionFiled,
    ObjectionRuled,
    ReplySent,
)
from libs.common.events.envelope import Event
from libs.common.policy.pack import Pack
from services.complaints.cases import rules
from services.complaints.cases.deciding import Deciding
from services.complaints.cases.handling import SERVICE_MANAGER, Handling
from services.complaints.cases.refusals import LetterRequired, NotApproved, OwnDecision, VerdictsContradict
from services.complaints.cases.values import Form, NotEstablished, Objection, Reply
from services.complaints.days import end_of
from services.complaints.values import Value


class Answering(Deciding, Handling):
    answer: Mapped[Reply | None] = mapped_column("reply", Value(Reply))
    not_established: Mapped[NotEstablished | None] = mapped_column(Value(NotEstablished))
    objection: Mapped[Objection | None] = mapped_column(Value(Objection))
    forms: Mapped[tuple[Form, ...]] = mapped_column(Value(tuple[Form, ...]), default=())
    """Earlier forms, the first one first (CO-02)."""

    def reply(self, *, channel: str, text: str, act: Act) -> list[Event]:
        """By letter when serious; only the text goes out, never the form (CO-10).

        Nothing is promised before approval (CO-09); a minor case may be answered with no remedy at all.
        """
        if self.status in ("registered", "assigned", "reported", "decided", "refused"):
            self._must_promise_nothing()
        else:
            self.must_be("approved", "not_established")
        if self.serious and channel != "letter":
            raise LetterRequired
        self.answer = Reply(by=act.actor.subject, at=act.now, channel=channel, text=text)
        self.took_part(act.actor.subject)
        if self.status != "not_established":
            self.status = "replied"
        return [ReplySent(channel=channel, text_hash=_hash(text)), *self.notify(channel, text, now=act.now)]

    def notify(self, channel: str, text: str, *, now: datetime) -> list[Event]:
        """Something the customer was told about the case; of a serious one only a letter counts (CO-10)."""
        answers = self.status in ("not_established", "approved", "replied", "accepted")
        if answers and (channel == "letter" or not self.serious):
            self.told_at = now
        told = CustomerNotified(
            channel=channel, case_id=self.id, ticket_id=self.ticket_id, text_hash=_hash(text)
        )
        return [told]

    def accepted(self, *, now: datetime) -> list[Event]:
        self.must_be("replied")
        if self.decision:
            self.decision = replace(self.decision, accepted_at=now)
        self.status = "accepted"
        return [DecisionAccepted()]

    def refused(self, *, reason: str | None, new_form_no: str, pack: Pack, now: datetime) -> list[Event]:
        """A new form on top of the old, decided one level higher (CO-11)."""
        self.must_be("replied")
        answered_by = SERVICE_MANAGER
        if self.decision:
            self.decision = replace(self.decision, refused_at=now)
            answered_by = self.decision.approved_role or SERVICE_MANAGER
        self.level_floor = rules.next_level(pack, answered_by)
        self._chain(new_form_no, Form(form_no=self.form_no, ended="refused", at=now, reason=reason))
        self.status = "refused"
        return [DecisionRefused(new_form_no=new_form_no, level=self.level_floor)]

    def find_not_established(self, *, reason: str, collect_by: date | None, act: Act) -> list[Event]:
        """The customer is told with reasons, sales collects by the due date (CO-12); a proposal falls."""
        self.ready_to_decide()
        if self.conduct and self.conduct.upheld:
            raise VerdictsContradict
        self.decision = None
        self.not_established = NotEstablished(
            by=act.actor.subject, at=act.now, reason=reason, collect_by=collect_by
        )
        if collect_by:
            self.give_task("sales", f"collect by {collect_by}", end_of(collect_by))
        self.status = "not_established"
        return [ComplaintNotEstablished(reason=reason)]

    def object(self, *, memorandum_no: str, memorandum: str, act: Act) -> list[Event]:
        """A numbered memorandum chained to the case (CO-12)."""
        self.must_be("not_established")
        self.objection = Objection(
            by=act.actor.subject, at=act.now, memorandum_no=memorandum_no, memorandum=memorandum
        )
        self.status = "objected"
        return [ObjectionFiled(memorandum_no=memorandum_no)]

    def must_be_objected(self, act: Act) -> None:
        """The superior decides: not whom the objection is against. Raises `OwnDecision`."""
        self.must_be("objected")
        assert self.not_established
        if act.actor.subject == self.not_established.by:
            raise OwnDecision

    def rule_objection(self, *, text: str, new_form_no: str | None, act: Act) -> list[Event]:
        """`new_form_no` where it is upheld: the decision is re-opened on a new form (CO-02, CO-12).

        Either way the customer has to be told.
        """
        assert self.objection
        self.await_answer()
        upheld = new_form_no is not None
        self.objection = replace(
            self.objection, upheld=upheld, ruling=text, ruled_by=act.actor.subject, ruled_at=act.now
        )
        self.status = "not_established"
        if new_form_no:
            self._chain(new_form_no, Form(form_no=self.form_no, ended="objection_upheld", at=act.now))
            self.status = "decided" if self.investigation else "assigned"
        return [ObjectionRuled(upheld=upheld, new_form_no=new_form_no)]

    def _must_promise_nothing(self) -> None:
        if self.serious or self.decision or self.status in ("reported", "refused"):
            raise NotApproved

    def _chain(self, new_form_no: str, ended: Form) -> None:
        """Lay the new form on the present one, which keeps what stood on it."""
        under = replace(
            ended, decision=self.decision, reply=self.answer, not_established=self.not_established
        )
        self.forms = (*self.forms, under)
        self.previous_form, self.form_no = self.form_no, new_form_no
        self.decision = self.answer = self.not_established = None
        self.await_answer()


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
