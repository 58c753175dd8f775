"""The remedy: proposed, agreed, countersigned, approved or sent back (CO-09)."""

from datetime import date

from msgspec.structs import replace
from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import RemedyApproved, RemedyCountersigned, RemedyProposed
from libs.common.events.envelope import Event
from libs.common.money import Money
from libs.common.policy.pack import Pack
from services.complaints.cases import rules
from services.complaints.cases.investigating import Investigating
from services.complaints.cases.refusals import (
    AboveAuthority,
    CountersignMissing,
    InvestigationOpen,
    NoRemedy,
    NotAgreed,
    OwnProposal,
    ReportUndecided,
)
from services.complaints.cases.values import Decision
from services.complaints.cases.verdict import Verdict
from services.complaints.values import Value


class Deciding(Investigating, Verdict):
    decision: Mapped[Decision | None] = mapped_column(Value(Decision))
    level_floor: Mapped[str | None]
    """Authority level that a refused decision asks for (CO-11)."""

    def ready_to_decide(self) -> None:
        """An investigation is finished, reported and decided on first; a serious case needs one (CO-07)."""
        if self.status == "investigating":
            raise InvestigationOpen
        self.must_be("registered", "assigned", "reported", "decided", "refused")
        ruled = self.investigation and self.investigation.ruled_at
        if self.status == "reported" or (self.serious and not ruled):
            raise ReportUndecided

    def propose_remedy(self, decision: Decision) -> list[Event]:
        """Takes the place of a proposal that isn't approved."""
        self.ready_to_decide()
        self.decision = decision
        return [
            RemedyProposed(
                kind=decision.kind,
                amount=decision.amount.amount,
                currency=decision.amount.currency,
                level=decision.level,
            )
        ]

    def agree(
        self, *, department: str, settled_on: date | None = None, text: str | None = None
    ) -> list[Event]:
        """`settled_on`: when it was settled with the customer, subject to approval (CO-09)."""
        decision = self._proposed()
        agreed = tuple(dict.fromkeys([*decision.agreed, department]))
        self.decision = replace(
            decision,
            agreed=agreed,
            settled_on=settled_on or decision.settled_on,
            agreement=text or decision.agreement,
        )
        return []

    def countersign(self, *, department: str) -> list[Event]:
        decision = self._proposed()
        if department in decision.countersigned:
            return []
        self.decision = replace(decision, countersigned=(*decision.countersigned, department))
        return [RemedyCountersigned(department=department)]

    def approve(self, *, pack: Pack, act: Act, text: str | None = None) -> list[Event]:
        """By whom the authority matrix lets, never by the proposer (CO-09).

        `text`: e.g. the minutes of the meeting that approved it.
        """
        decision = self._proposed()
        role = self._authority(decision, pack, act)
        self._signed_by_all(decision)
        self.decision = replace(
            decision,
            approved_by=act.actor.subject,
            approved_role=role,
            approved_at=act.now,
            approval_text=text,
        )
        self.status = "approved"
        amount = decision.amount
        return [
            RemedyApproved(kind=decision.kind, amount=amount.amount, currency=amount.currency, by_role=role)
        ]

    def reject(self, *, reason: str, act: Act) -> list[Event]:
        """Sent back: another remedy has to be proposed."""
        decision = self._proposed()
        self.decision = replace(decision, rejected_because=reason, rejected_by=act.actor.subject)
        return []

    @property
    def approved_amount(self) -> Money | None:
        return self.decision.amount if self.decision and self.decision.approved_at else None

    @property
    def departments_concerned(self) -> list[str]:
        """Who countersigns a serious case's remedy: the joint departments and the responsible one (CO-09)."""
        joint = self.investigation.joint if self.investigation else ()
        found = self.responsibility
        responsible = [found.subject] if found and found.kind == "department" else []
        return [name for name in dict.fromkeys([*joint, *responsible]) if name != "customer_service"]

    def _proposed(self) -> Decision:
        self.ready_to_decide()
        if self.decision is None or self.decision.rejected_because or self.decision.approved_at:
            raise NoRemedy
        return self.decision

    def _authority(self, decision: Decision, pack: Pack, act: Act) -> str:
        if act.actor.subject == decision.by:
            raise OwnProposal
        role = rules.approving_role(pack, act.actor, level=decision.level, by_gm=decision.by_gm)
        if role is None:
            raise AboveAuthority(amount=decision.amount, level=decision.level)
        return role

    def _signed_by_all(self, decision: Decision) -> None:
        """A serious case's remedy: agreed by after-sales and sales, countersigned by all concerned (CO-09).

        After-sales agrees what it proposed itself.
        """
        if not self.serious:
            return
        needed = ("customer_service", "sales") if decision.by_gm else ("sales",)
        if lacking := [name for name in needed if name not in decision.agreed]:
            raise NotAgreed(departments=", ".join(lacking))
        signed = {*decision.agreed, *decision.countersigned}
        if missing := [name for name in self.departments_concerned if name not in signed]:
            raise CountersignMissing(departments=", ".join(missing))
