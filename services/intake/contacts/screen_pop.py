"""The screen pop: caller's number → all an agent needs, in one round trip (IN-02)."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from unicodedata import normalize

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.privacy.seeing import shown_name
from services.intake.contacts.duplicates import merge_suggestions
from services.intake.contacts.screen_pop_schemas import Caution, MergeSuggestion, ScreenPop
from services.intake.known_faults.words import of_issue
from services.intake.quality.queries import known_issues
from services.intake.tickets.clocks import Clocks

_CAUTIONS = {
    "key_customer": ("重点客户", "key customer"),
    "missed_appointments": ("曾失约 {count} 次", "missed appointments: {count}"),
    "open_complaint": ("有 {count} 件投诉未结", "open complaints: {count}"),
    "missed_deadline": ("服务单 {number} 已超时", "a deadline of ticket {number} was missed"),
    "registered_twice": (
        "服务单 {numbers} 为同一产品的同样故障，可能重复登记",
        "tickets {numbers} are about the same fault of one unit: registered twice?",
    ),
    "contract_ending": ("服务合同 {number} 将于 {to} 到期", "contract {number} ends on {to}"),
    "do_not_call": ("客户要求不主动致电", "asked not to be called"),
    "known_fault": ("{text}", "{text}"),
    "open_elsewhere": (
        "同号客户 {name} 有 {tickets} 张未结服务单、{cases} 件未结投诉",
        "{name}, with the same number, has open tickets: {tickets}, open complaints: {cases}",
    ),
    "number_withheld": (
        "来电未显示号码，请询问客户姓名与电话",
        "the number is withheld: ask for name and number",
    ),
    "merge_suggested": ("可能与 {names} 为同一客户，建议合并", "may be the same customer as {names}: merge?"),
}

_POP = text("""
    WITH callers AS MATERIALIZED (  -- or the planner may look for the newest from the newest on
        SELECT * FROM customers WHERE phones @> ARRAY[CAST(:phone AS text)] AND merged_into IS NULL
    ), who AS MATERIALIZED (
        SELECT * FROM callers ORDER BY id DESC LIMIT 1
    )
    SELECT
        (SELECT to_jsonb(who) || jsonb_build_object('group', customer_group) FROM who) AS customer,
        ARRAY(SELECT to_jsonb(u) FROM units u WHERE u.customer_id = (SELECT id FROM who)
              ORDER BY u.id DESC LIMIT 20) AS units,
        ARRAY(SELECT to_jsonb(t) FROM tickets t WHERE t.customer_id = (SELECT id FROM who)
              AND t.status NOT IN ('closed', 'cancelled') ORDER BY t.id DESC LIMIT 20) AS tickets,
        ARRAY(SELECT to_jsonb(k) FROM contracts k WHERE k.customer_id = (SELECT id FROM who)
              AND k.status <> 'ended' ORDER BY k.ends_on, k.id LIMIT 20) AS contracts,
        ARRAY(SELECT to_jsonb(c) FROM (
                  SELECT * FROM contacts WHERE phone = CAST(:phone AS text)
                  UNION SELECT * FROM contacts WHERE customer_id = (SELECT id FROM who)
              ) c ORDER BY c.occurred_at DESC, c.id DESC LIMIT 10) AS contacts,
        ARRAY(SELECT to_jsonb(o) || CASE WHEN o.phones @> ARRAY[CAST(:phone AS text)]
                  THEN jsonb_build_object(
                      'open_tickets', (SELECT count(*) FROM tickets t WHERE t.customer_id = o.id
                                       AND t.status NOT IN ('closed', 'cancelled')),
                      'open_complaints', (SELECT count(*) FROM customer_cases c
                                          WHERE c.customer_id = o.id AND c.open))
                  ELSE '{}' END
              FROM (
                  SELECT id, name, tier, phones, addresses FROM customers
                  WHERE phones && (SELECT phones FROM who) AND merged_into IS NULL
                  UNION SELECT * FROM (
                      SELECT id, name, tier, phones, addresses FROM customers
                      WHERE name = (SELECT name FROM who) AND merged_into IS NULL LIMIT 50
                  ) namesakes
              ) o WHERE o.id <> (SELECT id FROM who) ORDER BY o.id DESC) AS alike,
        (SELECT count(*) FROM customer_cases WHERE customer_id = (SELECT id FROM who) AND open) AS cases
""")


async def screen_pop(session: AsyncSession, phone: str, *, act: Act) -> ScreenPop:
    """`phone` in E.164; of several customers with the number the one registered last, and all others named.

    Where a name is very common only some namesakes are looked at for a merge; `duplicates` looks at all.
    """
    row = (await session.execute(_POP, {"phone": phone})).one()
    issues = await known_issues(session, [(unit["model"], unit["lot"]) for unit in row.units])
    known = [of_issue(issue, act) for issue in issues]
    tickets = [_ticket(ticket, act) for ticket in row.tickets]
    merges = list(merge_suggestions(row.customer, row.alike)) if row.customer else []
    others = [other for other in row.alike if phone in other["phones"]]
    return ScreenPop.model_validate(
        {
            "customer": row.customer,
            "other_customers": others,
            "merge_suggestions": merges,
            "units": row.units,
            "contracts": row.contracts,
            "open_tickets": tickets,
            "recent_contacts": row.contacts,
            "known_faults": known,
            "warnings": [
                *(_cautions(row.customer, tickets, row.cases, act) if row.customer else []),
                *_elsewhere(others, act),
                *_ending(row.contracts, act),
                *(_caution("known_fault", act, text=fault.text) for fault in known),
                *_merge_caution(merges, act),
            ],
        }
    )


def withheld(*, act: Act) -> ScreenPop:
    """Nobody is known by a number that the caller keeps back."""
    nothing: list[Any] = []
    return ScreenPop(
        customer=None,
        other_customers=nothing,
        merge_suggestions=nothing,
        units=nothing,
        contracts=nothing,
        open_tickets=nothing,
        recent_contacts=nothing,
        known_faults=nothing,
        warnings=[_caution("number_withheld", act)],
    )


def _ticket(ticket: dict[str, Any], act: Act) -> dict[str, Any]:
    return ticket | {"deadlines": Clocks.load(ticket["deadlines"]).shown(act.now)}


def _cautions(
    customer: dict[str, Any], tickets: list[dict[str, Any]], cases: int, act: Act
) -> Iterator[Caution]:
    if customer["tier"] == "key":
        yield _caution("key_customer", act)
    if customer["missed_appointments"]:
        yield _caution("missed_appointments", act, count=customer["missed_appointments"])
    if cases:
        yield _caution("open_complaint", act, count=cases)
    for ticket in tickets:
        if any(clock["state"] == "missed" for clock in ticket["deadlines"]):
            yield _caution("missed_deadline", act, number=ticket["number"])
    for numbers in _twice(tickets):
        yield _caution("registered_twice", act, numbers="、".join(numbers))
    if customer["do_not_call"]:
        yield _caution("do_not_call", act)


def _twice(tickets: list[dict[str, Any]]) -> list[list[str]]:
    """Numbers of open tickets about the same fault of one unit."""
    alike: dict[tuple[str, str], list[str]] = {}
    for ticket in filter(itemgetter("unit_id"), tickets):
        said = normalize("NFKC", ticket["fault_code"] or ticket["fault"]).casefold().split()
        alike.setdefault((ticket["unit_id"], " ".join(said)), []).append(ticket["number"])
    return [numbers for numbers in alike.values() if len(numbers) > 1]


def _elsewhere(others: list[dict[str, Any]], act: Act) -> Iterator[Caution]:
    """The call may well be about what another customer with the number has open."""
    for other in others:
        tickets, cases = other["open_tickets"], other["open_complaints"]
        if tickets or cases:
            name = shown_name(other["name"])
            yield _caution("open_elsewhere", act, name=name, tickets=tickets, cases=cases)


def _ending(contracts: list[dict[str, Any]], act: Act) -> Iterator[Caution]:
    for contract in contracts:
        if contract["status"] == "ending":
            yield _caution("contract_ending", act, number=contract["number"], to=contract["ends_on"])


def _merge_caution(merges: list[MergeSuggestion], act: Act) -> Iterator[Caution]:
    if merges:
        yield _caution("merge_suggested", act, names="、".join(shown_name(merge.name) for merge in merges))


def _caution(code: str, act: Act, **values: Any) -> Caution:
    zh, en = _CAUTIONS[code]
    return Caution.model_validate(
        {"code": code, "text": (zh if act.language == "zh" else en).format(**values)}
    )
