"""However time and answers come: asked once, up once, and nobody is asked after an answer (IN-07)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.envelope import Event
from libs.common.events.intake import TicketChaseAnswered, TicketChased, TicketEscalated
from services.intake.tickets import chasing, refusals
from tests.unit.intake.tickets.examples import MONDAY_NINE, pack, ticket

ACTS = st.lists(st.one_of(st.integers(1, 60), st.just("answer")), max_size=12)


@pytest.mark.rule("IN-07")
@given(ACTS)
def test_each_rung_once_in_its_time_and_none_after_the_answer(acts: list[int | str]) -> None:
    one, now = ticket(), MONDAY_NINE
    figures, said = pack(one), list[tuple[float, type[Event]]]()
    for act in acts:
        try:
            if isinstance(act, int):
                now += timedelta(hours=act)
                happened = chasing.climb(one, pack=figures, now=now)
            else:
                happened = chasing.answer(one, text="Thursday")
        except refusals.NoOpenChase:
            continue
        said += [((now - MONDAY_NINE) / timedelta(hours=1), type(event)) for event in happened]

    kinds = [kind for _, kind in said]
    assert kinds in (
        [],
        [TicketChased],
        [TicketChased, TicketEscalated],
        [TicketChased, TicketChaseAnswered],
        [TicketChased, TicketEscalated, TicketChaseAnswered],
    )
    hours = dict(zip(kinds, (at for at, _ in said), strict=True))
    assert hours.get(TicketChased, 72) >= 72
    assert hours.get(TicketEscalated, 999) - hours.get(TicketChased, 0) >= 24
