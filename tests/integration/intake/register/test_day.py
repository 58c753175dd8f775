"""The register of the day (IN-08): 2 March 2026 is a Monday, the desk closes at 18:00 in Shanghai."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from libs.common import timers
from libs.common.events import dispatch
from libs.common.events.intake import RegisterClosed
from libs.common.web.exports.formats import XlsxWriter
from services.intake.imports.files.workbook import sheet_rows
from services.intake.imports.limits import limits
from services.intake.register.usecases import CLOSE, DESK, expect_close
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"
CLOSES = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
REPORT = {"cause": "x", "resolution": "x", "customer_opinion": "x", "tests": "x", "hazards": "x"}


@pytest.fixture
async def intake(intake: Intake) -> Intake:
    """Its first closing is awaited, as the migration has it."""
    async with intake.database.transaction() as session:
        await expect_close(session, after=intake.now)
    return intake


async def called(intake: Intake, kind: str = "repair", **said: Any) -> dict[str, Any]:
    body = {"channel": "phone", "direction": "inbound", "kind": kind, "content": "不制冷", **said}
    return await told.created(intake.agent, "/intake/v1/contacts", body)


async def page(intake: Intake, day: str = MONDAY) -> dict[str, Any]:
    found: dict[str, Any] = await intake.get(f"/register/{day}")
    return found


def numbers(section: dict[str, Any]) -> list[str]:
    return [item["number"] for item in section["items"]]


def ids(section: dict[str, Any]) -> list[str]:
    return [item["id"] for item in section["items"]]


@pytest.mark.rule("IN-08")
async def test_it_counts_and_lists_the_contacts_of_the_day_by_kind(intake: Intake) -> None:
    first = await called(intake)
    await called(intake, "consultation")
    complaint = await called(intake, "complaint")
    await called(intake, "complaint", direction="outbound")
    last = await called(intake)

    live = await page(intake)

    assert (live["state"], live["closes_at"], live["closed_at"]) == ("open", "2026-03-02T10:00:00Z", None)
    assert live["contacts"]["by_kind"] == {"complaint": 2, "consultation": 1, "repair": 2}
    assert live["contacts"]["total"] == 5
    assert (ids(live["contacts"])[0], ids(live["contacts"])[-1]) == (first["id"], last["id"])
    assert ids(live["complaint_calls"]) == [complaint["id"]]
    assert (await page(intake, TUESDAY))["contacts"]["total"] == 0


@pytest.mark.rule("IN-08")
async def test_at_close_it_is_closed_by_itself_and_told_to_the_service_manager(intake: Intake) -> None:
    await called(intake)
    await called(intake, "complaint")
    await intake.move_to(CLOSES - timedelta(seconds=1))
    assert (await page(intake))["state"] == "open"

    await intake.move(seconds=1)

    closed = await page(intake)
    assert (closed["state"], closed["closed_at"]) == ("closed", "2026-03-02T10:00:00Z")
    [event] = await intake.told(RegisterClosed)
    assert (event.date.isoformat(), event.to, event.contacts) == (MONDAY, "service_manager", 2)
    assert (event.by_kind, event.complaint_calls) == ({"complaint": 1, "repair": 1}, 1)
    [listed] = (await intake.get("/register"))["items"]
    assert (listed["date"], listed["figures"]["contacts"]) == (MONDAY, {"complaint": 1, "repair": 1})


@pytest.mark.rule("IN-08")
async def test_it_is_closed_on_every_day_that_the_desk_is_open_and_on_no_other(intake: Intake) -> None:
    """4 to 6 April 2026 are the Qingming holidays, Saturday to Monday; 9 May is a make-up Saturday."""
    await intake.move_to(datetime(2026, 4, 8, 4, 0, tzinfo=UTC))
    days = [event.date.isoformat() for event in await intake.told(RegisterClosed)]
    assert days[:6] == [MONDAY, TUESDAY, "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"]
    assert days[-3:] == ["2026-04-02", "2026-04-03", "2026-04-07"]
    assert (await page(intake, "2026-04-06"))["state"] == "no_desk"

    await intake.move_to(datetime(2026, 5, 10, 4, 0, tzinfo=UTC))
    assert (await intake.told(RegisterClosed))[-1].date.isoformat() == "2026-05-09"


@pytest.mark.rule("IN-08")
async def test_what_was_closed_never_changes_and_later_contacts_of_the_day_stand_below(
    intake: Intake,
) -> None:
    desk = await Desk.open(intake)
    first = await called(intake)
    await intake.move_to(CLOSES)
    before = await page(intake)
    assert numbers(before["undispatched"]) == [desk.opened["number"]]

    late = await called(intake, "consultation")
    await desk.act("cancel", {"reason": "不修了"})
    after = await page(intake)

    assert (after["closing"], after["undispatched"]) == (before["closing"], before["undispatched"])
    assert after["closing"]["contacts"] == {"repair": 1}
    assert after["contacts"]["by_kind"] == {"consultation": 1, "repair": 1}
    below = [(item["id"], item["after_close"]) for item in after["contacts"]["items"]]
    assert below == [(first["id"], None), (late["id"], True)]
    await intake.move(days=2)
    assert await page(intake) == after


@pytest.mark.rule("IN-08", "IN-07")
async def test_what_is_unresolved_for_more_than_three_days_is_listed_cases_included(intake: Intake) -> None:
    desk = await Desk.open(intake)
    question = await called(intake, "consultation")
    ended, answered = await Desk.open(intake), await called(intake, "consultation")
    await ended.act("cancel", {"reason": "不修了"})
    await intake.patch("agent", f"/contacts/{answered['id']}", {"answered": True})
    case, soon_closed = uuid4(), uuid4()
    received = told.complaint(None, received_at=intake.now, form_no="CF-202603-0007")
    await intake.hear(received, of=case)
    await intake.hear(told.complaint(None, received_at=intake.now), of=soon_closed)
    await intake.hear(told.complaint_closed(desk.id, received_at=intake.now), of=soon_closed)
    begun = intake.now

    await intake.move_to(begun + timedelta(days=3))
    assert (await page(intake, "2026-03-05"))["unresolved"]["total"] == 0
    await intake.move(seconds=1)
    unresolved = (await page(intake, "2026-03-05"))["unresolved"]

    assert unresolved["by_kind"] == {"case": 1, "contact": 1, "ticket": 1}
    assert {*ids(unresolved)} == {str(desk.id), question["id"], str(case)}
    assert {*numbers(unresolved)} == {desk.opened["number"], None, "CF-202603-0007"}
    await intake.move_to(datetime(2026, 3, 5, 10, 0, tzinfo=UTC))
    assert (await intake.told(RegisterClosed))[-1].unresolved == 3


@pytest.mark.rule("IN-08")
async def test_what_was_not_dispatched_leads_the_next_days_list(intake: Intake) -> None:
    undone = await Desk.open(intake)
    dispatched = await Desk.open(intake)
    remote = await Desk.open(intake, sent_in=True, backup="not_needed")
    await dispatched.hear(dispatched.scheduled())
    assert numbers((await page(intake))["undispatched"]) == [undone.opened["number"]]
    assert remote.opened["number"] not in numbers((await page(intake, TUESDAY))["undispatched"])

    await intake.move(days=1)
    normal = await Desk.open(intake)
    urgent = await Desk.open(intake, priority="urgent")
    items = (await page(intake, TUESDAY))["undispatched"]["items"]

    assert [(item["number"], item["carried_over"]) for item in items] == [
        (undone.opened["number"], True),
        (urgent.opened["number"], False),
        (normal.opened["number"], False),
    ]
    ahead = (await page(intake, "2026-03-04"))["undispatched"]["items"]
    assert [item["carried_over"] for item in ahead] == [True] * 3


@pytest.mark.rule("IN-08")
async def test_what_failed_is_to_be_dispatched_again_and_what_ended_is_not(intake: Intake) -> None:
    failed, done, cancelled = [await Desk.open(intake) for _ in range(3)]
    await failed.hear(failed.scheduled())
    assert failed.opened["number"] not in numbers((await page(intake))["undispatched"])
    await failed.hear(dispatch.VisitFailed(**failed.visit_fields(), reason="没人"))
    await done.act("resolve-remote", REPORT)
    await cancelled.act("cancel", {"reason": "不修了"})
    assert numbers((await page(intake))["undispatched"]) == [failed.opened["number"]]


@pytest.mark.rule("IN-08")
async def test_a_late_worker_closes_as_a_punctual_one_would_have(intake: Intake) -> None:
    desk = await Desk.open(intake)
    intake.clock.move_to(intake.now + timedelta(days=4))
    await desk.act("cancel", {"reason": "不修了"})
    await called(intake)

    await intake.ring()

    closed = await page(intake, "2026-03-05")
    assert numbers(closed["unresolved"]) == [desk.opened["number"]]
    assert (closed["contacts"]["total"], closed["closed_at"]) == (0, "2026-03-05T10:00:00Z")


@pytest.mark.rule("IN-08", "XC-08")
async def test_the_day_is_the_sites_day(intake: Intake) -> None:
    await intake.move_to(datetime(2026, 3, 2, 15, 59, tzinfo=UTC))
    monday = await called(intake)
    await intake.move(minutes=1)
    tuesday = await called(intake)
    assert ids((await page(intake))["contacts"]) == [monday["id"]]
    assert ids((await page(intake, TUESDAY))["contacts"]) == [tuesday["id"]]


@pytest.mark.rule("IN-08")
@pytest.mark.parametrize(("hour", "state"), [(9, "open"), (11, "closed")])
async def test_the_day_on_which_all_begins_is_closed_too(intake: Intake, hour: int, state: str) -> None:
    """The migration appoints the first closing for the moment it runs: before the close nothing is closed."""
    first = CLOSES.replace(hour=hour)
    async with intake.database.transaction() as session:
        await timers.set(session, kind=CLOSE, key=DESK, due_at=first)
    await intake.move_to(first)
    assert (await page(intake))["state"] == state
    await intake.move_to(CLOSES + timedelta(days=1))
    assert (await page(intake, TUESDAY))["state"] == "closed"


@pytest.mark.rule("IN-08")
async def test_a_closing_that_rings_twice_closes_once(intake: Intake) -> None:
    await intake.move_to(CLOSES)
    async with intake.database.transaction() as session:
        await timers.set(session, kind=CLOSE, key=DESK, due_at=CLOSES)
    await intake.ring()
    assert len(await intake.told(RegisterClosed)) == 1


@pytest.mark.rule("IN-08")
async def test_the_sheet_has_every_line_and_no_formula(intake: Intake) -> None:
    desk = await Desk.open(intake)
    await intake.post("agent", "/returned-vouchers", {"number": "=HYPERLINK(0)"})
    await intake.move(days=4)
    answer = await intake.ask("GET", "agent", "/register/2026-03-06/sheet")
    rows = answer.text.lstrip("\ufeff").splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert rows[0].startswith("date,section,number,kind,at")
    assert any(row.startswith(f"2026-03-06,unresolved,{desk.opened['number']},ticket") for row in rows)
    assert "2026-03-06,vouchers_without_entry,'=HYPERLINK(0),voucher" in answer.text


@pytest.mark.rule("IN-08", "IN-14")
async def test_the_sheet_is_a_workbook_or_ndjson_too(intake: Intake) -> None:
    desk = await Desk.open(intake)
    async with intake.person("agent") as agent:
        path = "/intake/v1/register/2026-03-02/sheet"
        lines = await agent.get(path, headers={"Accept": "application/x-ndjson"})
        book = await agent.get(path, headers={"Accept": XlsxWriter.media_type})
    (line,) = map(json.loads, lines.text.splitlines())
    assert (line["section"], line["number"], line["amount"]) == ("undispatched", desk.opened["number"], None)
    (_, header), (_, row) = sheet_rows(io.BytesIO(book.content), limits())
    assert dict(zip(header, row, strict=False))["number"] == desk.opened["number"]
    assert book.headers["content-disposition"] == 'attachment; filename="register-2026-03-02.xlsx"'


@pytest.mark.rule("IN-08")
@pytest.mark.parametrize(
    ("language", "title"), [("zh", "服务登记日报 2026-03-03"), ("en", "Service register of 2026-03-03")]
)
async def test_the_page_to_print_is_in_both_languages(intake: Intake, language: str, title: str) -> None:
    desk = await Desk.open(intake, priority="urgent")
    await called(intake, "complaint")
    await intake.post("agent", "/returned-vouchers", {"number": "<b>V1</b>"})
    await intake.move(days=1)
    page = (await intake.ask("GET", "agent", f"/register/{TUESDAY}/page?lang={language}")).text
    assert f"<h1>{title}</h1>" in page
    assert desk.opened["number"] in page
    assert "&lt;b&gt;V1" in page
    assert "2026-03-02 10:00" in page
    assert ("顺延" if language == "zh" else "carried over") in page


@pytest.mark.parametrize(
    ("day", "status"), [("2026-02-30", 422), ("x", 422), ("1900-01-01", 422), ("9998-12-31", 422)]
)
async def test_a_day_that_is_none_or_that_no_calendar_has(intake: Intake, day: str, status: int) -> None:
    assert (await intake.ask("GET", "agent", f"/register/{day}")).status_code in (status, 404)


async def test_technicians_do_not_read_it(intake: Intake) -> None:
    assert (await intake.ask("GET", "technician", f"/register/{MONDAY}")).status_code == 403
