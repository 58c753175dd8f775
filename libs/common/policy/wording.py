"""A pack in words that a service manager understands, for `GET /policies/{pack}` (PO-01)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from libs.common.act import Language
from libs.common.policy.case import Percent, Value, Word, words
from libs.common.policy.figures import ForCategories, Span
from libs.common.policy.pack import Pack
from libs.common.policy.texts import sentence


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackInWords:
    pack: str
    version: str
    base_version: str
    effective_from: date
    effective_to: date | None
    title: str
    parts: tuple[Part, ...]


Told = tuple[str, dict[str, Value]]
"""A sentence and what stands in it."""


def in_words(pack: Pack, language: Language) -> PackInWords:
    parts = (
        Part(
            sentence(name, {}, language),
            tuple(sentence(text, values, language) for text, values in tell(pack)),
        )
        for name, tell in _PARTS.items()
    )
    return PackInWords(
        pack=pack.pack,
        version=pack.version,
        base_version=pack.base_version,
        effective_from=pack.effective.from_,
        effective_to=pack.effective.to,
        title=pack.title.zh if language == "zh" else pack.title.en,
        parts=tuple(part for part in parts if part.lines),
    )


def _windows(pack: Pack) -> Iterator[Told]:
    yield "say_proofs", {"proofs": words(pack.proofs)}
    for row in pack.windows:
        yield (
            f"say_window_{row.unit}",
            {
                "categories": _holds_for(row, pack.windows, pack),
                "first": row.from_,
                "to": row.to,
                "faults": Word(row.faults),
                "remedies": words(row.remedies),
            },
        )
    yield "say_not_as_contracted", {"remedies": words(pack.not_as_contracted.remedies)}


def _warranty(pack: Pack) -> Iterator[Told]:
    for row in pack.warranty:
        held = {"categories": _holds_for(row, pack.warranty, pack)}
        if row.months == "unlimited":
            yield "say_unlimited", {**held}
            continue
        yield "say_warranty", {**held, "months": row.months}
        if row.member_months is not None:
            yield "say_members", {"months": row.member_months}
        if row.main_part_months is not None:
            yield "say_main_parts", {"months": row.main_part_months, "parts": ", ".join(row.main_parts)}
    for work in pack.free_work:
        text = "say_free_work_for_life" if work.months == "unlimited" else "say_free_work"
        yield (
            text,
            {
                "categories": _holds_for(work, pack.free_work, pack),
                "months": work.months,
                "costs": words(work.costs),
            },
        )
    if pack.partner_clock:
        yield "say_partner_clock", {"months": pack.partner_clock.stock_turn_months}


def _remedies(pack: Pack) -> Iterator[Told]:
    if terms := pack.failed_repairs:
        kind = "same_part" if terms.same_part else "any_part"
        text = f"say_failed_repairs_{kind}" if terms.within_months else "say_failed_repairs_warranty"
        yield text, {"repairs": terms.repairs, "months": terms.within_months or 0}
    if unavailable := pack.part_unavailable:
        yield "say_part_unavailable", {"days": unavailable.days, "months": unavailable.within_months}
    for row in pack.loaner:
        figures: dict[str, Value] = {"hours": row.repair_hours, "days": row.part_away_days}
        yield "say_loaner", {"categories": _holds_for(row, pack.loaner, pack), **figures}
    if late := pack.late_exchange:
        yield "say_late_exchange", {"rate": Percent(late.daily_rate), "fee": late.refurbishing_fee}
    for benefit in pack.benefits:
        yield (
            "say_benefit",
            {
                "categories": _holds_for(benefit, pack.benefits, pack),
                "cards": words(benefit.cards),
                "remedy": Word(benefit.remedy),
                "free": benefit.free_uses,
                "share": Percent(benefit.share_after),
            },
        )
    burden = pack.burden_of_proof
    if durable := sorted(burden.categories & (pack.categories or burden.categories)):
        yield "say_burden", {"categories": words(tuple(durable)), "months": burden.months}


def _exclusions(pack: Pack) -> Iterator[Told]:
    yield "say_exclusions", {"findings": words(pack.exclusions.findings)}
    yield "say_not_for_proven_part", {"findings": words(pack.exclusions.not_for_proven_part)}


def _deadlines(pack: Pack) -> Iterator[Told]:
    for kind, span in pack.deadlines:
        if span:
            yield f"say_{kind}", _time(span)
    yield "say_warning", _time(pack.desk.warn_before)
    yield "say_chase", _time(pack.ladder.chase_after)
    yield "say_investigation", _time(pack.complaints.investigation)
    yield "say_report", _time(pack.complaints.report_within)
    if pack.project.due:
        yield "say_project", {**_time(pack.project.due), "rate": Percent(pack.project.late_rate_daily)}
    yield "say_contract_ending", {"days": pack.tickets.contract_ending_warning_days}
    if pack.inspection.every_months:
        yield "say_inspection", {"months": pack.inspection.every_months}


def _money(pack: Pack) -> Iterator[Told]:
    yield (
        "say_small_charge",
        {
            "limit": pack.charge.small_limit,
            "by": Word(pack.charge.quote_released_by),
        },
    )
    for level in pack.authority:
        text = "say_authority" if level.up_to else "say_authority_above"
        yield text, {"role": Word(level.role), "limit": level.up_to or ""}
    for cause, amount in pack.fines.items():
        yield "say_fine", {"cause": Word(cause), "amount": amount}


def _time(span: Span) -> dict[str, Value]:
    amount, unit = (span.hours, "hours") if span.days is None else (span.days, "days")
    return {"amount": amount or 0, "unit": Word(unit), "calendar": Word(span.calendar)}


def _holds_for(row: ForCategories, rows: Iterable[ForCategories], pack: Pack) -> tuple[Word, ...]:
    """A row of the whole pack leaves out the categories that have rows of their own (PO-06)."""
    own = {category for other in rows for category in other.categories}
    return words(tuple(sorted(row.categories or pack.categories - own)))


_PARTS: dict[str, Callable[[Pack], Iterable[Told]]] = {
    "title_windows": _windows,
    "title_warranty": _warranty,
    "title_remedies": _remedies,
    "title_exclusions": _exclusions,
    "title_deadlines": _deadlines,
    "title_money": _money,
}
