"""Responsibility, conduct and charging fraud: what was found out (CO-15, CO-17, CO-18)."""

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.events.complaints import ConductDecided, FraudFound, ResponsibilityDecided
from libs.common.events.envelope import Event
from libs.common.money import Money
from services.complaints.cases.casefile import CaseFile
from services.complaints.cases.values import Conduct, Fraud, Responsibility
from services.complaints.cases.verdict_refusals import (
    BelowFraudDue,
    ConductDecidedAlready,
    VerdictsContradict,
)
from services.complaints.values import Value


class Verdict(CaseFile):
    responsibility: Mapped[Responsibility | None] = mapped_column(Value(Responsibility))
    conduct: Mapped[Conduct | None] = mapped_column(Value(Conduct))
    fraud: Mapped[Fraud | None] = mapped_column(Value(Fraud))

    def decide_responsibility(self, verdict: Responsibility) -> list[Event]:
        self.must_be_open()
        self.responsibility = verdict
        self.cause_code = verdict.cause_code or self.cause_code
        return [
            ResponsibilityDecided(
                kind=verdict.kind,
                subject=verdict.subject,
                negligence=verdict.negligence,
                cause_code=self.cause_code,
            )
        ]

    def decide_conduct(self, verdict: Conduct) -> list[Event]:
        """Once: a penalty follows from it (CO-15)."""
        self.must_be_open()
        if self.conduct:
            raise ConductDecidedAlready
        if verdict.upheld and self.status in ("not_established", "objected"):
            raise VerdictsContradict
        self.conduct = verdict
        self.conduct_cause = verdict.cause
        self.conduct_person = verdict.person
        return [ConductDecided(upheld=verdict.upheld, cause=verdict.cause, person=verdict.person)]

    def find_fraud(self, finding: Fraud) -> list[Event]:
        """CO-18: so many times the fee is due to the customer, once its authority approves."""
        self.fraud = finding
        return [
            FraudFound(
                ground=finding.ground,
                service_fee=finding.service_fee.amount,
                due=finding.due.amount,
                currency=finding.due.currency,
                ticket_id=self.ticket_id,
            )
        ]

    def must_make_good_fraud(self, amount: Money) -> None:
        """Once fraud is found no remedy gives the customer less than is due for it (CO-18)."""
        if self.fraud and amount.amount < self.fraud.due.amount:
            raise BelowFraudDue(due=str(self.fraud.due))

    @property
    def needs_improvement(self) -> bool:
        """Unless the cause was plain human negligence (CO-17).

        Upheld conduct is a person's fault, so negligence, unless responsibility says otherwise. A minor case
        of class conduct or other has no cause beside a person's before one is found.
        """
        if self.responsibility:
            return not self.responsibility.negligence
        if self.conduct and self.conduct.upheld:
            return False
        return self.serious or self.fraud is not None or self.complaint_class in ("quality", "non_quality")
