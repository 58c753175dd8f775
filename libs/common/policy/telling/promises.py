"""What the customer is promised: windows, warranty, remedies, exclusions, who serves (PO-02 … PO-18)."""

from collections.abc import Iterable, Iterator

from libs.common.policy.case import Percent, Value, Word, words
from libs.common.policy.figures import ForCategories
from libs.common.policy.pack import Pack
from libs.common.policy.promises import Window
from libs.common.policy.telling import Told


def windows(pack: Pack) -> Iterator[Told]:
    yield "say_proofs", {"proofs": words(pack.proofs)}
    for row in pack.windows:
        yield from _window(row, pack)
    terms = pack.not_as_contracted
    made_good = "say_not_as_contracted" if terms.loss_made_good else "say_not_as_contracted_return"
    yield made_good, {"remedies": words(terms.remedies)}


def _window(row: Window, pack: Pack) -> Iterator[Told]:
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
    if row.until:
        yield "say_window_until", {"until": row.until}


def warranty(pack: Pack) -> Iterator[Told]:
    for row in pack.warranty:
        held = {"categories": _holds_for(row, pack.warranty, pack)}
        if isinstance(row.months, str):
            yield ("say_unlimited" if row.months == "unlimited" else "say_no_warranty"), {**held}
            continue
        yield "say_warranty", {**held, "months": row.months}
        if row.member_months is not None:
            yield "say_members", {"months": row.member_months}
        if row.main_part_months is not None:
            yield "say_main_parts", {"months": row.main_part_months, "parts": ", ".join(row.main_parts)}
    for work in pack.free_work:
        text = "say_free_work_for_life" if work.months == "unlimited" else "say_free_work"
        held = {"categories": _holds_for(work, pack.free_work, pack)}
        yield text, {**held, "months": work.months, "costs": words(work.costs)}
    one = pack.components.class_one
    yield ("say_every_part", {}) if one == "every_part" else ("say_class_one", {"parts": ", ".join(one)})
    if pack.partner_clock:
        yield "say_partner_clock", {"months": pack.partner_clock.stock_turn_months}


def remedies(pack: Pack) -> Iterator[Told]:
    if terms := pack.failed_repairs:
        kind = "same_part" if terms.same_part else "any_part"
        text = f"say_failed_repairs_{kind}" if terms.within_months else f"say_failed_repairs_{kind}_warranty"
        yield text, {"repairs": terms.repairs, "months": terms.within_months or 0}
    if unavailable := pack.part_unavailable:
        yield "say_part_unavailable", {"days": unavailable.days, "months": unavailable.within_months}
    for row in pack.loaner:
        figures: dict[str, Value] = {"hours": row.repair_hours, "days": row.part_away_days}
        text = "say_loaner_always" if row.always else "say_loaner"
        yield text, {"categories": _holds_for(row, pack.loaner, pack), **figures}
    if late := pack.late_exchange:
        yield "say_late_exchange", {"rate": Percent(late.daily_rate), "fee": late.refurbishing_fee}
    yield from _benefits(pack)
    burden = pack.burden_of_proof
    if durable := sorted(burden.categories & (pack.categories or burden.categories)):
        yield "say_burden", {"categories": words(tuple(durable)), "months": burden.months}


def _benefits(pack: Pack) -> Iterator[Told]:
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


def exclusions(pack: Pack) -> Iterator[Told]:
    yield "say_exclusions", {"findings": words(pack.exclusions.findings)}
    yield "say_not_for_proven_part", {"findings": words(pack.exclusions.not_for_proven_part)}


def serving(pack: Pack) -> Iterator[Told]:
    by_server: dict[str, list[str]] = {}
    for remedy, server in pack.served_by:
        by_server.setdefault(server, []).append(remedy)
    for server, served in by_server.items():
        yield "say_served", {"server": Word(server), "remedies": words(tuple(served))}


def _holds_for(row: ForCategories, rows: Iterable[ForCategories], pack: Pack) -> tuple[Word, ...]:
    """A row of the whole pack leaves out the categories that have rows of their own (PO-06)."""
    own = {category for other in rows for category in other.categories}
    return words(tuple(sorted(row.categories or pack.categories - own)))
