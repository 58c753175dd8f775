"""Events of intake; only those of customers carry personal data, sealed with the customer's key (IN-12)."""

from libs.common.events.intake.contacts import (
    ComplaintVoiced,
    ContactAnswered,
    ContactChaseAnswered,
    ContactChased,
    ContactEscalated,
    ContactRegistered,
    ContactReplyMissed,
    ContactReplyNear,
)
from libs.common.events.intake.contracts import ContractEnded, ContractEnding, ContractSigned
from libs.common.events.intake.customers import (
    AppraisalRecorded,
    BenefitUsed,
    ComponentReplaced,
    CustomerChanged,
    CustomerRegistered,
    UnitChanged,
    UnitRegistered,
)
from libs.common.events.intake.deadlines import (
    DeadlineKind,
    TicketChaseAnswered,
    TicketChased,
    TicketDeadlineMissed,
    TicketDeadlineNear,
    TicketEscalated,
)
from libs.common.events.intake.notices import CustomerNotified
from libs.common.events.intake.quality import (
    QualityBasis,
    QualityIssueAcknowledged,
    QualityIssueAnswered,
    QualityIssueClosed,
    QualityIssueRaised,
    QualityIssueTurnedUnsafe,
)
from libs.common.events.intake.register import RegisterClosed
from libs.common.events.intake.suggestions import (
    SuggestionAnswered,
    SuggestionRegistered,
    SuggestionRouted,
    SuggestionsCompiled,
)
from libs.common.events.intake.tickets import (
    ConsentRecorded,
    ServiceType,
    TicketCancelled,
    TicketClosed,
    TicketOpened,
    TicketQuoted,
    TicketReopened,
    TicketUpdated,
)
from libs.common.events.intake.topics import CONTACTS, CUSTOMERS, NOTICES, QUALITY, REGISTER, TICKETS
from libs.common.events.intake.vouchers import ChargeWaived, VoucherCountersigned, VoucherReturned

__all__ = [
    "CONTACTS",
    "CUSTOMERS",
    "NOTICES",
    "QUALITY",
    "REGISTER",
    "TICKETS",
    "AppraisalRecorded",
    "BenefitUsed",
    "ChargeWaived",
    "ComplaintVoiced",
    "ComponentReplaced",
    "ConsentRecorded",
    "ContactAnswered",
    "ContactChaseAnswered",
    "ContactChased",
    "ContactEscalated",
    "ContactRegistered",
    "ContactReplyMissed",
    "ContactReplyNear",
    "ContractEnded",
    "ContractEnding",
    "ContractSigned",
    "CustomerChanged",
    "CustomerNotified",
    "CustomerRegistered",
    "DeadlineKind",
    "QualityBasis",
    "QualityIssueAcknowledged",
    "QualityIssueAnswered",
    "QualityIssueClosed",
    "QualityIssueRaised",
    "QualityIssueTurnedUnsafe",
    "RegisterClosed",
    "ServiceType",
    "SuggestionAnswered",
    "SuggestionRegistered",
    "SuggestionRouted",
    "SuggestionsCompiled",
    "TicketCancelled",
    "TicketChaseAnswered",
    "TicketChased",
    "TicketClosed",
    "TicketDeadlineMissed",
    "TicketDeadlineNear",
    "TicketEscalated",
    "TicketOpened",
    "TicketQuoted",
    "TicketReopened",
    "TicketUpdated",
    "UnitChanged",
    "UnitRegistered",
    "VoucherCountersigned",
    "VoucherReturned",
]
