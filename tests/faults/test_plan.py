"""The same seed draws the same faults and the same traffic; another seed others."""

from itertools import islice
from random import Random

from tests.faults.bulk import orders
from tests.faults.plan import LINKS, PROCESSES, SESSION_SECONDS, draw_plan
from tests.faults.stories import Story


def test_the_same_seed_draws_the_same_faults() -> None:
    assert draw_plan(7, 100) == draw_plan(7, 100)
    assert draw_plan(7, 100) != draw_plan(8, 100)


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    assert draw_plan(7, 100)[:10] == draw_plan(7, 10)


def test_a_hundred_faults_spare_nobody() -> None:
    plan = draw_plan(1, 100)
    struck = {(fault.kind, target) for fault in plan for target in fault.targets}

    assert {("kill", name) for name in PROCESSES} <= struck
    assert {(kind, link) for kind in ("cut", "delay", "half-close") for link in LINKS} <= struck
    assert {fault.kind for fault in plan} >= {"wipe", "pause", "fill disk", "move clock", "swallow answers"}


def test_pauses_outlast_the_session() -> None:
    pauses = [fault for fault in draw_plan(1, 100) if fault.kind == "pause"]
    assert pauses
    for pause in pauses:
        assert pause.lasting > SESSION_SECONDS
        assert len(set(pause.targets)) == 2


def test_the_same_seed_draws_the_same_traffic() -> None:
    one, same, other = (list(islice(orders(seed, 3), 50)) for seed in (7, 7, 8))
    assert one == same != other


def test_the_same_seed_draws_the_same_stories() -> None:
    lives = [Story(seed, 5)._life for seed in (7, 7, 8)]
    asked = [(life.request, life.chance.getstate()) for life in lives]
    assert asked[0] == asked[1] != asked[2]
    assert isinstance(lives[0].chance, Random)
