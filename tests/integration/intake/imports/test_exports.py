"""Any list goes out as CSV, XLSX or NDJSON, streamed and masked like the list itself (IN-12, IN-14)."""

import csv
import gc
import io
import json
import sys
import zipfile

import httpx
import pytest

from libs.common.web.exports.workbook import Workbook
from services.intake.imports.files.workbook import sheet_rows
from services.intake.imports.limits import limits
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import imported

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def export(intake: Intake, path: str, accept: str, *, role: str = "agent") -> httpx.Response:
    async with intake.person(role) as person:
        answer = await person.get(f"/intake/v1{path}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.rule("IN-14")
async def test_more_than_a_page_of_customers_as_csv(intake: Intake) -> None:
    names = "\n".join(f"客户{n},1380013{n:04d}" for n in range(1203))
    await imported(intake, "customers", f"姓名,电话\n{names}\n")

    answer = await export(intake, "/customers", "text/csv")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="customers-20260302.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["name"] for row in rows} == {f"客户{n}" for n in range(1203)}
    assert len(rows) == 1203


@pytest.mark.rule("IN-14")
async def test_the_filters_of_the_list_hold(intake: Intake) -> None:
    await told.customer(intake.agent, name="甲", tier="key")
    await told.customer(intake.agent, name="乙")

    answer = await export(intake, "/customers?tier=key", "application/x-ndjson")

    assert [json.loads(line)["name"] for line in answer.text.splitlines()] == ["甲"]


async def test_a_workbook_can_be_read_again(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    await told.unit(intake.agent, customer["id"], price={"amount": "99.50"}, model="=1+1")

    answer = await export(intake, "/units", XLSX)

    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    (_, header), (_, unit) = sheet_rows(io.BytesIO(answer.content), limits())
    found = dict(zip(header, unit, strict=False))
    assert (found["price.amount"], found["model"], found["serial"]) == ("99.5", "=1+1", "SN-1")


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1+cmd", "@SUM(A1)", "-2+3+cmd"])
async def test_a_formula_leaves_as_text(intake: Intake, evil: str) -> None:
    await told.customer(intake.agent, name=evil)

    answer = await export(intake, "/customers", "text/csv")

    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row["name"] == f"'{evil}"


@pytest.mark.rule("IN-12")
async def test_who_sees_masks_in_the_list_gets_them_in_the_file(intake: Intake) -> None:
    await told.customer(intake.agent)

    seen = (await export(intake, "/customers", "text/csv", role="auditor")).text

    assert "138 0013 8000" not in seen
    assert "王芳" not in seen


@pytest.mark.parametrize(
    "path",
    [
        "/known-faults",
        "/quality-issues/known",
        "/tickets/{ticket}/entitlements",
        "/customers/{customer}/merges",
        "/customers/{customer}/merge-suggestions",
        "/suggestions/monthly/2026-02",
    ],
)
async def test_short_lists_within_another_answer_go_out_too(intake: Intake, path: str) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    path = path.format(ticket=ticket["id"], customer=customer["id"])
    listed = (await export(intake, path, "application/json", role="admin")).json()["items"]

    answer = await export(intake, path, "text/csv", role="admin")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))) == len(listed)


def test_a_workbook_that_its_reader_gave_up_is_dropped_in_silence() -> None:
    book = Workbook()
    book.begin(["name"])
    with pytest.MonkeyPatch.context() as patched:
        unraised: list[object] = []
        patched.setattr(sys, "unraisablehook", unraised.append)
        in_a_ring: list[object] = [book]
        in_a_ring.append(in_a_ring)
        del book, in_a_ring
        gc.collect()

    assert unraised == []


async def test_json_is_what_a_browser_gets(intake: Intake) -> None:
    answer = await export(intake, "/customers", "text/html,application/json;q=0.9,text/csv;q=0.5,*/*;q=0.1")

    assert answer.headers["content-type"] == "application/json"


async def test_who_may_not_read_a_list_gets_no_file(intake: Intake) -> None:
    async with intake.person("partner") as partner:
        answer = await partner.get("/intake/v1/customers", headers={"Accept": "text/csv"})

    assert answer.status_code == 403


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("path", ["/policies", "/call-guide", "/suggestions/waiting"])
@pytest.mark.parametrize("accept", ["text/csv", XLSX, "application/x-ndjson"])
async def test_a_list_that_is_told_whole_goes_out_too(intake: Intake, path: str, accept: str) -> None:
    whole = (await intake.agent.get(f"/intake/v1{path}")).json()["items"]

    answer = await export(intake, path, accept)

    if accept == "application/x-ndjson":
        assert [json.loads(line) for line in answer.text.splitlines()] == whole
