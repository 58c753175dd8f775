"""What a calendar can't compute: always a `ValueError` that names the request's field by a JSON pointer."""

from typing import Final

MAX_HOURS: Final = 100_000
HORIZON_YEARS: Final = 10
"""Deadlines reach so many years past the last year whose holidays are published (api.md)."""

_TEXTS: Final = {
    "exactly_one": ("give exactly one of hours and days", "hours 和 days 必须且只能填写一个"),
    "not_a_number": ("expected a finite number of 0 or more", "必须是不小于 0 的有限数"),
    "too_long": (f"at most {MAX_HOURS:,} hours", f"最多 {MAX_HOURS:,} 小时"),
    "too_few_days": ("expected 1 day or more", "天数至少为 1"),
    "no_offset": ("expected a time with its offset", "时间必须带时区偏移"),
    "pause_order": ("the end of a pause lies after its begin", "暂停的结束时间必须晚于开始时间"),
    "beyond_calendar": (
        f"more than {HORIZON_YEARS} years past the last published calendar year",
        f"超出最近已公布日历年度 {HORIZON_YEARS} 年以上",
    ),
    "before_calendar": ("before the first year the calendar knows", "早于日历的起始年份"),
    "out_of_range": ("no date can be written for it", "超出可表示的日期范围"),
    "unknown_calendar": ("no calendar has this name", "没有这个名称的日历"),
}


class CalendarError(ValueError):
    """`code` for programs, `pointer` such as `/pauses/0/to`, a sentence in English and in Chinese."""

    def __init__(self, code: str, pointer: str) -> None:
        self.code = code
        self.pointer = pointer
        self.detail, self.detail_zh = _TEXTS[code]
        super().__init__(f"{pointer}: {self.detail}")
