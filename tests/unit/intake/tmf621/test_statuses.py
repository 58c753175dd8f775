"""Statuses in both directions: nothing is left without a word, nothing without an answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act, Actor
from libs.common.roles.table import role_table
from libs.common.web.problems import Forbidden
from services.intake.tickets.models import STATUSES as OWN_STATUSES
from services.intake.tickets.models import Ticket
from services.intake.tmf621 import rules
from services.intake.tmf621.schemas import TroubleTicketUpdate
from services.intake.tmf621.steps import _STEPS as STEPS
from services.intake.tmf621.steps import take_step

own = st.sampled_from(OWN_STATUSES)
reasons = st.sampled_from([None, "customer", "part"])
words = st.sampled_from(rules.STATUSES)


@given(own, reasons)
def test_every_ticket_has_a_status_of_the_standard(status: str, waits_for: str | None) -> None:
    shown = rules.shown(status, waits_for)

    assert shown in rules.STATUSES
    assert shown == rules.OWN[status] or (waits_for and shown == rules.HOLDS[waits_for])


@given(own, reasons, words, st.booleans())
def test_every_status_asked_for_is_an_act_or_is_refused(
    status: str, waits_for: str | None, wanted: rules.Status, confirmed: bool
) -> None:
    ticket = Ticket(status=status, waits_for=waits_for, demand_confirmed=confirmed)

    act = rules.act_for(ticket, wanted)

    assert act in (None, "nothing", *STEPS)
    assert (act == "nothing") == (rules.status_of(ticket) == wanted)


@given(own, reasons)
def test_what_has_ended_only_begins_again(status: str, waits_for: str | None) -> None:
    ticket = Ticket(status=status, waits_for=waits_for, demand_confirmed=True)
    acts = {word: rules.act_for(ticket, word) for word in rules.STATUSES}

    if ticket.ended:
        assert {act for act in acts.values() if act not in (None, "nothing")} == {"reopen"}
    assert acts["rejected"] is None


def test_every_act_has_its_row_of_the_role_table() -> None:
    for row, _ in STEPS.values():
        assert role_table().action("intake", row).roles


@pytest.mark.rule("XC-05")
async def test_a_step_is_only_for_whoever_may_do_its_act() -> None:
    """Also where the role may patch a ticket."""
    ticket = Ticket(status="open", waits_for=None, demand_confirmed=True)
    actor = Actor(subject="fin", roles=frozenset({"finance"}))
    act = Act(actor=actor, now=datetime(2026, 3, 2, tzinfo=UTC), request_id="1", source="http")

    for wanted in ("pending", "held", "resolved", "closed", "cancelled"):
        changes = TroubleTicketUpdate(status=wanted)
        with pytest.raises(Forbidden):
            await take_step(session=AsyncSession(), act=act, ticket=ticket, changes=changes)


def test_the_document_has_the_same_table() -> None:
    text = (Path(__file__).parents[4] / "docs/architecture/tmf621.md").read_text(encoding="utf-8")
    for status, shown in rules.OWN.items():
        assert f"| `{status}` | `{shown}` |" in text
    for present, acts in rules.ACTS.items():
        for wanted, act in acts.items():
            assert f"| `{present}` | `{wanted}` | {act.replace('_', ' ')} |" in text
