"""Bodies and answers of the calls on penalties."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from libs.common.money import MoneyField, MoneyIn
from libs.common.web.fields import In, Out, Text
from services.complaints.cases.values import ConductCause
from services.complaints.penalties.models import Penalty
from services.complaints.penalties.values import Cause, Sanction, Status, SubjectKind


class ObjectTo(In):
    text: Text | None = None


class Rule(In):
    """On amount and kind, or withdrawn; what isn't given stays."""

    amount: MoneyIn | None = None
    sanction: Sanction | None = None
    withdrawn: bool = False
    reason: Text | None = None

    @model_validator(mode="after")
    def one_way(self) -> Self:
        if self.withdrawn and (self.amount is not None or self.sanction is not None):
            raise PydanticCustomError(
                "withdrawn",
                "withdrawn goes without amount and sanction",
                {"zh": "撤销时不填金额和处分", "field": "withdrawn"},
            )
        return self


class WriteNotice(In):
    text: Text | None = None


class SubjectOut(Out):
    """A technician by id, another person by sign-in name."""

    kind: SubjectKind
    id: str


class WordsOut(Out):
    zh: str
    en: str


class EvidenceOut(Out):
    """The event that is the fact, or the case whose verdict it is."""

    at: datetime
    event_id: UUID | None
    case_id: UUID | None
    text: WordsOut


class ObjectionOut(Out):
    by: str
    at: datetime
    text: str


class RulingOut(Out):
    by: str
    at: datetime
    reason: str | None


class PenaltyOut(Out):
    id: UUID
    cause: Cause
    conduct_cause: ConductCause | None
    subject: SubjectOut
    technician_id: UUID | None
    case_id: UUID | None
    ticket_id: UUID | None
    sanction: Sanction
    amount: MoneyField
    evidence: EvidenceOut
    status: Status
    proposed_at: datetime
    object_until: datetime | None
    objection: ObjectionOut | None
    ruling: RulingOut | None
    withdrawn_because: str | None
    approved_by: str | None
    approved_at: datetime | None

    @classmethod
    def of(cls, penalty: Penalty) -> "PenaltyOut":
        evidence = penalty.evidence
        same = {
            name: getattr(penalty, name)
            for name in cls.model_fields
            if name not in ("subject", "amount", "evidence")
        }
        return cls.model_validate(
            {
                **same,
                "subject": SubjectOut(kind=penalty.subject_kind, id=penalty.subject),
                "amount": penalty.money,
                "evidence": EvidenceOut(
                    at=evidence.at,
                    event_id=evidence.event_id,
                    case_id=evidence.case_id,
                    text=WordsOut(zh=evidence.zh, en=evidence.en),
                ),
            },
            from_attributes=True,
        )
