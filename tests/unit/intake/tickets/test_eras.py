"""The stretches that a search takes time in."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.tickets.eras import FACTOR, SPAN, Era, eras

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def spans(era: Era) -> range:
    return range(era.number * FACTOR**era.level, (era.number + 1) * FACTOR**era.level)


@pytest.mark.rule("IN-05")
@given(MOMENTS, MOMENTS)
def test_they_cover_all_time_once_from_the_newest_on(one: datetime, other: datetime) -> None:
    oldest, newest = sorted((one, other))

    near, far = eras(newest, oldest)

    found = [spans(era) for era in (*near, *far)]

    assert newest.timestamp() // SPAN == found[0][-1]
    assert oldest.timestamp() // SPAN >= found[-1][0]
    assert all(later.start == earlier.stop for later, earlier in pairwise(found))


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=20_000)))
def test_they_grow_gently_and_are_few(newest: datetime, back: timedelta) -> None:
    oldest = max(newest - back, datetime(1900, 1, 1, tzinfo=UTC))

    near, far = eras(newest, oldest)

    assert all(later.level - earlier.level in (0, 1) for earlier, later in pairwise((*near, *far)))
    assert len(near) <= 3 * FACTOR
    assert len(far) <= back.days / 10 + 1
