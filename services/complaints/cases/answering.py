"""The answer to the customer and what the customer says to it (CO-10, CO-11)."""

from datetime import datetime
from hashlib import sha256

from msgspec.structs import replace
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import CustomerNotified, DecisionAccepted, DecisionRefused, ReplySent
from libs.common.events.envelope import Event
from libs.common.policy.pack import Pack
from services.complaints.cases import rules
from services.complaints.cases.deciding import Deciding
from services.complaints.cases.forms import Form, NotEstablished, Reply
from services.complaints.cases.handling import SERVICE_MANAGER, Handling
from services.complaints.cases.refusals import LetterRequired, NotApproved
from services.complaints.values import Value


class Answering(Deciding, Handling):
    answer: Mapped[Reply | None] = mapped_column("reply", Value(Reply))
    earlier_replies: Mapped[tuple[Reply, ...]] = mapped_column(Value(tuple[Reply, ...]), default=())
    """Replies on the form in hand before `answer`."""
    not_established: Mapped[NotEstablished | None] = mapped_column(Value(NotEstablished))
    forms: Mapped[tuple[Form, ...]] = mapped_column(Value(tuple[Form, ...]), default=())
    """Earlier forms, the first one first (CO-02)."""

    @property
    def replies(self) -> list[Reply]:
        """Every reply of every form, the first one first (CO-10)."""
        under = [reply for form in self.forms for reply in (*form.earlier_replies, form.reply) if reply]
        return [*under, *self.earlier_replies, *([self.answer] if self.answer else [])]

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
        if self.answer:
            self.earlier_replies = (*self.earlier_replies, self.answer)
        self.answer = Reply(
            by=act.actor.subject, at=act.now, channel=channel, text=text, form_no=self.form_no
        )
        self.took_part(act.actor.subject)
        if self.chase_open:
            self.chase_answered_at = act.now
        if self.status != "not_established":
            self.status = "replied"
        return [ReplySent(channel=channel, text_hash=_hash(text)), self._tell(channel, text, act.now)]

    def notify(self, channel: str, text: str, *, act: Act) -> list[Event]:
        """Something the customer was told about the case, kept in its words."""
        self.step("told", channel, act=act, reason=text)
        return [self._tell(channel, text, act.now)]

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
        self.chain(new_form_no, Form(form_no=self.form_no, ended="refused", at=now, reason=reason))
        self.status = "refused"
        return [DecisionRefused(new_form_no=new_form_no, level=self.level_floor)]

    def chain(self, new_form_no: str, ended: Form) -> None:
        """Lay the new form on the present one, which keeps what stood on it."""
        under = replace(
            ended,
            decision=self.decision,
            reply=self.answer,
            earlier_replies=self.earlier_replies,
            not_established=self.not_established,
        )
        self.forms = (*self.forms, under)
        self.previous_form, self.form_no = self.form_no, new_form_no
        self.decision = self.answer = self.not_established = None
        self.earlier_replies = ()
        self.await_answer()

    def _tell(self, channel: str, text: str, now: datetime) -> Event:
        """Of a serious case only a letter counts as its answer (CO-10)."""
        answers = self.status in ("not_established", "approved", "replied", "accepted")
        if answers and (channel == "letter" or not self.serious):
            self.told_at = now
        return CustomerNotified(
            channel=channel, case_id=self.id, ticket_id=self.ticket_id, text_hash=_hash(text)
        )

    def _must_promise_nothing(self) -> None:
        if self.serious or self.decision or self.status in ("reported", "refused"):
            raise NotApproved


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
