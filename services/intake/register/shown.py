"""Putting a page of the register together, for the screen and as a file (IN-08, IN-09)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.days import start_of
from services.intake.register import rules
from services.intake.register import schemas as s
from services.intake.register.figures import Figures
from services.intake.register.models import RegisterPage
from services.intake.register.queries import Source, afterwards, kept, live, page_of

_ALL = 10**9


async def register_of(session: AsyncSession, day: date, *, now: datetime) -> s.RegisterOut:
    """Raises `Invalid` for a day that no calendar has."""
    closes_at = rules.known_close_of(day)
    page = await page_of(session, day)
    figures, lines = await _read(session, page, day, now, at_most=s.SHOWN)

    def section(name: str) -> s.Section:
        return s.section(figures.by_kind(name), lines.get(name, ()))

    return s.RegisterOut(
        date=day,
        state=_state(page, day, closes_at, now),
        closes_at=closes_at,
        closed_at=page and page.closed_at,
        as_of=page.closed_at if page else min(now, start_of(day + timedelta(days=1))),
        contacts=section("contacts"),
        complaint_calls=section("complaint_calls"),
        unresolved=section("unresolved"),
        undispatched=section("undispatched"),
        reconciliation=s.Reconciliation(
            vouchers_without_entry=section("vouchers_without_entry"),
            entries_without_voucher=section("entries_without_voucher"),
            charges_without_receipt=section("charges_without_receipt"),
        ),
        closing=page and page.figures,
    )


async def all_lines_of(session: AsyncSession, day: date, *, now: datetime) -> dict[str, list[s.Line]]:
    page = await page_of(session, day)
    _, lines = await _read(session, page, day, now, at_most=_ALL)
    return lines


async def _read(
    session: AsyncSession, page: RegisterPage | None, day: date, now: datetime, *, at_most: int
) -> tuple[Figures, dict[str, list[s.Line]]]:
    if page is None:
        source = live(day, now=now)
        return await source.figures(session), await _lines(session, source, at_most)
    source, later = kept(day), afterwards(page, now=now)
    lines = await _lines(session, source, at_most)
    for name, added in (await _lines(session, later, at_most, after_close=True)).items():
        lines[name] = [*lines.get(name, []), *added][:at_most]
    return Figures(page.figures).plus(await later.figures(session)), lines


async def _lines(
    session: AsyncSession, source: Source, at_most: int, **marks: bool
) -> dict[str, list[s.Line]]:
    found: dict[str, list[s.Line]] = {}
    for row in await source.lines(session, at_most=at_most):
        found.setdefault(row.section, []).append(s.Line.of(row, **marks))
    return found


def _state(page: RegisterPage | None, day: date, closes_at: datetime | None, now: datetime) -> s.State:
    if page is not None:
        return "closed"
    if start_of(day) > now:
        return "ahead"
    return "open" if closes_at else "no_desk"
