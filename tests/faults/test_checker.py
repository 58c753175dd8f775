"""A checker that can't fail proves nothing: each kind of broken history is found, under its own name."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.faults.checker import Verdict, judge
from tests.faults.history import Applied, Copy, Effect, History, Published, Reached, Sent

TICKET, JOB = UUID(int=1), UUID(int=2)
FIRST, SECOND = UUID(int=11), UUID(int=12)
OPENED, CLOSED = "TicketOpened", "TicketClosed"
TOPIC, HEARD = "tickets", "dispatch.tickets"

SENT = [
    Sent("a.0", "intake", "/intake/v1/tickets", "acknowledged", {TICKET}),
    Sent("a.1", "intake", f"/intake/v1/tickets/{TICKET}/close", "acknowledged", {TICKET}),
    Sent("a.2", "intake", f"/intake/v1/tickets/{TICKET}/close", "refused", code="closed"),
    Sent("a.3", "intake", "/intake/v1/contacts", "unknown"),
]
EFFECTS = [
    Effect("intake", "Ticket", TICKET, 1, "open", "a.0", 1.0),
    Effect("intake", "Ticket", TICKET, 2, "close", "a.1", 2.0),
    Effect("dispatch", "Job", JOB, 1, "create", str(FIRST), 3.0),
    Effect("dispatch", "Job", JOB, 2, "cancel", str(SECOND), 4.0),
]
PUBLISHED = [
    Published("intake", FIRST, TOPIC, OPENED, TICKET, 1),
    Published("intake", SECOND, TOPIC, CLOSED, TICKET, 2),
]
APPLIED = [Applied("dispatch", HEARD, FIRST, 1), Applied("dispatch", HEARD, SECOND, 2)]
SOUND = History(
    sent=SENT,
    effects=EFFECTS,
    rows={("intake", "Ticket", TICKET): 2, ("dispatch", "Job", JOB): 2},
    published=PUBLISHED,
    listening={HEARD: frozenset({OPENED, CLOSED})},
    applied=APPLIED,
    reached=[Reached(HEARD, TOPIC, TICKET, 2)],
    copies=[Copy("dispatch's ticket", TICKET, ("T-1", True), ("T-1", True))],
)


def found(verdict: Verdict) -> set[str]:
    return {name for name in ("lost", "doubled", "disordered", "stuck") if getattr(verdict, name)}


def without(items: Sequence[Any], number: int) -> list[Any]:
    return [item for position, item in enumerate(items) if position != number]


def sent(number: int, **changed: Any) -> list[Sent]:
    return [replace(one, **changed) if position == number else one for position, one in enumerate(SENT)]


def copy(owned: object, kept: object) -> list[Copy]:
    return [Copy("dispatch's ticket", TICKET, owned, kept)]


AGAIN = replace(EFFECTS[1], version=3, transaction=9.0)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "acknowledged without a trace": ("lost", {"sent": [*SENT, replace(SENT[0], key="a.9")]}),
    "a change that the row lacks": ("lost", {"rows": {**SOUND.rows, ("intake", "Ticket", TICKET): 1}}),
    "a row that is gone": ("lost", {"rows": {("dispatch", "Job", JOB): 2}}),
    "an event that nobody wrote": (
        "lost",
        {
            "effects": without(EFFECTS, 0),
            "published": PUBLISHED[1:],
            "applied": APPLIED[1:],
            "sent": SENT[1:],
        },
    ),
    "an event that a listener missed": ("lost", {"applied": APPLIED[1:]}),
    "a copy that was never made": ("lost", {"copies": copy(("T-1", True), None)}),
    "a request carried out twice": (
        "doubled",
        {"effects": [*EFFECTS, AGAIN], "rows": {**SOUND.rows, ("intake", "Ticket", TICKET): 3}},
    ),
    "an abandoned request carried out twice": (
        "doubled",
        {
            "effects": [
                *EFFECTS,
                Effect("intake", "Contact", UUID(int=3), 1, "register", "a.3", 5.0),
                Effect("intake", "Contact", UUID(int=4), 1, "register", "a.3", 6.0),
            ],
            "rows": {
                **SOUND.rows,
                ("intake", "Contact", UUID(int=3)): 1,
                ("intake", "Contact", UUID(int=4)): 1,
            },
        },
    ),
    "a refused request carried out": ("doubled", {"sent": sent(1, outcome="refused")}),
    "two answers to one key": ("doubled", {"sent": sent(0, told={TICKET, JOB})}),
    "an event applied twice": ("doubled", {"applied": [*APPLIED, replace(APPLIED[1], batch=3)]}),
    "an effect of an event twice": (
        "doubled",
        {
            "effects": [*EFFECTS, replace(EFFECTS[3], version=3, transaction=5.0)],
            "rows": {**SOUND.rows, ("dispatch", "Job", JOB): 3},
        },
    ),
    "a copy without an original": ("doubled", {"copies": copy(None, ("T-1", True))}),
    "a later event first": (
        "disordered",
        {"applied": [replace(APPLIED[0], batch=2), replace(APPLIED[1], batch=1)]},
    ),
    "a later event's effect first": (
        "disordered",
        {"effects": [*EFFECTS[:2], replace(EFFECTS[2], version=2), replace(EFFECTS[3], version=1)]},
    ),
    "a consumer that stands elsewhere": ("disordered", {"reached": [Reached(HEARD, TOPIC, TICKET, 1)]}),
    "a copy with an old value": ("disordered", {"copies": copy(("T-1", True), ("T-1", False))}),
    "a broken audit chain": ("disordered", {"broken_chains": ["Ticket 1 version 2"]}),
    "a request without an answer": ("stuck", {"sent": sent(3, outcome="waiting", code="503")}),
    "something left in a queue": ("stuck", {"left": ["intake: event 1 is not sent"]}),
}


def test_a_sound_history_is_sound() -> None:
    verdict = judge(SOUND)
    assert verdict == Verdict(2, [], [], [], [])
    assert verdict.sound


def test_an_abandoned_request_may_have_taken_effect_once() -> None:
    contact = Effect("intake", "Contact", JOB, 1, "register", "a.3", 5.0)
    rows = {**SOUND.rows, ("intake", "Contact", JOB): 1}
    assert judge(replace(SOUND, effects=[*EFFECTS, contact], rows=rows)).sound


@pytest.mark.rule("XC-02", "XC-03")
@pytest.mark.parametrize("name", CASES)
def test_a_broken_history_is_found_under_its_own_name(name: str) -> None:
    kind, changes = CASES[name]
    verdict = judge(replace(SOUND, **changes))
    assert found(verdict) == {kind}
    assert not verdict.sound
