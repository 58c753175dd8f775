"""The holidays of the law (2024 revision: 13 days), for years that the State Council hasn't arranged yet.

New Year, Spring Festival from its eve (4), Qingming, Labour Day (2), Dragon Boat, Mid-Autumn,
National Day (3).
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

from chinese_calendar import get_solar_terms

_MonthDay = tuple[int, int]

# (month, day) of the lunar New Year, the Dragon Boat and the Mid-Autumn festival
_LUNAR: Final[dict[int, tuple[_MonthDay, _MonthDay, _MonthDay]]] = {
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
    2036: ((1, 28), (5, 30), (10, 4)),
    2037: ((2, 15), (6, 18), (9, 24)),
    2038: ((2, 4), (6, 7), (9, 13)),
    2039: ((1, 24), (5, 27), (10, 2)),
    2040: ((2, 12), (6, 14), (9, 20)),
    2041: ((2, 1), (6, 3), (9, 10)),
    2042: ((1, 22), (6, 22), (9, 28)),
    2043: ((2, 10), (6, 11), (9, 17)),
    2044: ((1, 30), (5, 31), (10, 5)),
    2045: ((2, 17), (6, 19), (9, 25)),
    2046: ((2, 6), (6, 8), (9, 15)),
    2047: ((1, 26), (5, 29), (10, 4)),
    2048: ((2, 14), (6, 15), (9, 22)),
    2049: ((2, 2), (6, 4), (9, 11)),
    2050: ((1, 23), (6, 23), (9, 30)),
}


@cache
def statutory_days(year: int) -> frozenset[date]:
    fixed = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    new_year, dragon_boat, mid_autumn = (date(year, *day) for day in _LUNAR[year])
    spring_festival = [new_year + timedelta(days=offset) for offset in (-1, 0, 1, 2)]
    days = [date(year, *day) for day in fixed]
    return frozenset([*days, *spring_festival, _qingming(year), dragon_boat, mid_autumn])


def _qingming(year: int) -> date:
    first_term: tuple[date, str] = get_solar_terms(date(year, 4, 1), date(year, 4, 30))[0]
    return first_term[0]


LAST_STATUTORY_YEAR: Final = max(_LUNAR)
