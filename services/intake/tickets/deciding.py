"""What a ticket's customer may have, decided when it opens and again when findings change (PO-08, PO-17)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from libs.common.act import Language
from libs.common.events import intake as events
from libs.common.events.envelope import Event
from libs.common.ids import site_date
from libs.common.policy.engine import decide, decide_all
from libs.common.policy.entitlement import Entitlement
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from libs.common.policy.texts import plain
from services.intake.tickets import progress
from services.intake.tickets.models import Ticket
from services.intake.tickets.question import Question
from services.intake.tickets.records import TicketVisit

Decision = dict[str, Any]
"""An entitlement as it is stored: `EntitlementAnswer`, with each rule's reason in `zh` and `en`."""

_ASKED_FOR = {"exchange": "exchange", "return": "refund"}
_BEARERS = {"A": "customer", "B": "contract", "C": "maker", "D": "internal"}
_OUTCOMES = {"contract": "contract", "maker": "free", "customer": "paid", "internal": "internal"}


def pack_of(ticket: Ticket, today: date) -> Pack:
    packs = shipped_packs()
    if ticket.category is None:
        return packs.base(today)
    return packs.for_unit(ticket.category, ticket.purchase_date or today)  # type: ignore[arg-type]


def decision(kind: str, facts: dict[str, Any] | None, *, on: date, internal: bool = False) -> Decision:
    """As the engine decides; free for a consultation, paid while nobody knows when it was bought."""
    return decisions([Question(kind, facts, on, internal)])[0]


def decisions(questions: Sequence[Question]) -> list[Decision]:
    """The same for many."""
    decided = iter(_decided([one for one in questions if one.is_reckoned]))
    return [_stored(next(decided)) if one.is_reckoned else _not_reckoned(one) for one in questions]


def _not_reckoned(question: Question) -> Decision:
    on = question.on
    if question.kind == "consultation":
        return _plain("C", "maker", on, rule="IN-03", zh="咨询不收费", en="a consultation is never charged")
    if question.internal:
        zh, en = "公司内务：D 类，不收费", "work for the company itself is never charged"
        return _plain("D", "internal", on, rule="PO-05", zh=zh, en=en)
    zh, en = "购买日期不明，提供凭证前按超保处理", "paid until a proof of the purchase date is shown"
    return _plain("A", "customer", on, rule="PO-06", zh=zh, en=en)


def _stored(decided: Entitlement) -> Decision:
    """In the shape of the answer's model, in a tenth of its time."""
    stored: Decision = msgspec.to_builtins(decided)
    del stored["remedy"]
    for several in ("remedies", "excluded_by", "rules"):
        stored[several] = list(stored[several])
    charges = {kind: stored.pop(kind) for kind in ("part", "labour", "travel")}
    return stored | {"charges": charges, "customer_share": plain(decided.customer_share)}


def _decided(questions: Sequence[Question]) -> list[Entitlement]:
    """Reckoned for what is asked for; a due replacement goes before a paid exchange (PO-09, PO-10)."""
    asked_for = [one.for_remedy(_ASKED_FOR.get(one.kind)) for one in questions]
    decided = decide_all(shipped_packs(), asked_for)
    return [_or_replacement(one, of) for one, of in zip(questions, decided, strict=True)]


def _or_replacement(question: Question, decided: Entitlement) -> Entitlement:
    free = decided.remedy == "exchange" and not decided.customer_share
    if question.kind != "exchange" or not decided.replacement or free:
        return decided
    return decide(shipped_packs(), question.for_remedy("replacement"))


def as_decided_before(service_type: str, *, on: date) -> Decision:
    """Of an old ticket: what another register decided is taken over, not reckoned anew (IN-14)."""
    zh, en = "沿用原登记系统的认定", "taken over as the old register had it"
    return _plain(service_type, _BEARERS[service_type], on, rule="IN-14", zh=zh, en=en)


def shown(stored: Decision, language: Language) -> Decision:
    """The decision for a reader, its reasons in one language."""
    rules = [
        {"rule": rule["rule"], "outcome": rule["outcome"], "because": rule[language]}
        for rule in stored["rules"]
    ]
    return stored | {"rules": rules}


def decide_again(ticket: Ticket, *, findings: Sequence[str], visits: Sequence[TicketVisit]) -> list[Event]:
    """New findings: a free repair may become a paid one, and then waits for a consented quote (PO-08).

    Decided as of the day of the request: a warranty that ends while the work goes on still covers it.
    """
    ticket.findings = sorted({*ticket.findings, *findings})
    reconsider(ticket, findings=ticket.findings)
    progress.settle_status(ticket, visits)
    return [
        events.TicketUpdated(
            service_type=ticket.service_type,  # type: ignore[arg-type]
            cost_bearer=ticket.entitlement["cost_bearer"],
            ready=ticket.ready,
            reason="findings",
        )
    ]


def asked_with(ticket: Ticket, **known: Any) -> Decision:
    """What is decided as of the day of the request, with what is known now."""
    facts = ticket.facts and ticket.facts | known
    return decision(ticket.kind, facts, on=site_date(ticket.opened_at), internal=ticket.internal)


def reconsider(ticket: Ticket, **known: Any) -> None:
    """The decision of before is kept beside (PO-17)."""
    ticket.earlier_entitlements = [*ticket.earlier_entitlements, ticket.entitlement]
    ticket.entitlement = asked_with(ticket, **known)
    ticket.facts = ticket.facts and ticket.facts | known
    ticket.service_type = ticket.entitlement["service_type"]


def _plain(service_type: str, bearer: str, on: date, *, rule: str, zh: str, en: str) -> Decision:
    base = shipped_packs().base(on)
    return {
        "service_type": service_type,
        "in_warranty": False,
        "remedies": ["repair"],
        "cost_bearer": bearer,
        "customer_share": "1" if bearer == "customer" else "0",
        "charges": {"part": bearer, "labour": bearer, "travel": bearer},
        "served_by": "authorised_outlet",
        "replacement": None,
        "depreciation": None,
        "refurbishing_fee": None,
        "seller_must_prove": False,
        "loaner_due": False,
        "excluded_by": [],
        "pack": base.pack,
        "pack_version": base.version,
        "rules": [{"rule": rule, "outcome": _OUTCOMES[bearer], "zh": zh, "en": en}],
    }
