"""Whatever order the topics come in, everybody ends with the same (XC-02)."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.common.events.cloudevents import Record
from libs.common.outbox import Wakeup
from libs.common.testing.bus import StrictInbox
from libs.common.testing.service import Service
from tests.integration.standing import StandingServices
from tests.integration.stories.outcome import Outcome, differences, outcome
from tests.integration.stories.town import KINDS, Town, take_any


@pytest.fixture(scope="module")
async def punctual(standing: StandingServices) -> tuple[dict[str, Outcome], list[Record]]:
    """How the stories end where everybody hears everything at once, and what was told in them."""
    town = await Town.play(standing)
    return {name: await outcome(service.database) for name, service in town.services.items()}, town.post.sent


@pytest.mark.rule("XC-02")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_the_stories_end_the_same_however_late_and_in_whatever_order_services_hear_of_each_other(
    standing: StandingServices, punctual: tuple[dict[str, Outcome], list[Record]], kind: type[Service]
) -> None:
    """One hears everything later than all others. Before the clock moves everybody has heard everything."""
    town = await Town.play(standing, Random(kind.name), last=kind.name)
    for name, service in town.services.items():
        assert differences(punctual[0][name], await outcome(service.database)) == [], name


async def heard(service: Service, records: list[Record], chance: Random | None) -> Outcome:
    wakeup = Wakeup(service.database.url)
    inbox = StrictInbox(service.consumers, service=service.name, database=service.database, wakeup=wakeup)
    waiting = list(records)
    try:
        while waiting:
            await inbox.take(take_any(waiting, chance, most=40))
    finally:
        await wakeup.close()
    return await outcome(service.database)


@pytest.mark.rule("XC-02")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(chance=st.randoms(use_true_random=False))
async def test_a_service_that_hears_the_stories_from_the_others_only_ends_the_same_in_any_order(
    standing: StandingServices,
    punctual: tuple[dict[str, Outcome], list[Record]],
    kind: type[Service],
    chance: Random,
) -> None:
    """A month's events in one heap: the order of an aggregate of a topic is all that is kept."""
    names = {told.type.encode() for consumer in kind.consumers for told in consumer.kinds}
    records = [record for record in punctual[1] if dict(record.headers)["ce_type"] in names]
    expected = await heard(await standing.afresh(kind), records, None)
    found = await heard(await standing.afresh(kind), records, chance)
    assert differences(expected, found) == []
