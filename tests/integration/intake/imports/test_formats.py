"""All the ways in which people's programs write a table (IN-14)."""

from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.styles import numbers

from tests.integration.intake.house import Intake
from tests.integration.intake.imports import workbooks as books
from tests.integration.intake.imports.files import imported

SIMPLIFIED = "姓名,电话,地址\n王芳,13800138000,上海市南京东路\n"
TRADITIONAL = "客戶姓名,電話,地址\n陳大文,+85225289898,香港中環德輔道中\n"


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "王芳"),
        (SIMPLIFIED, "utf-8-sig", "王芳"),
        (SIMPLIFIED, "utf-16", "王芳"),
        (SIMPLIFIED, "utf-32", "王芳"),
        (SIMPLIFIED, "utf-16-le", "王芳"),
        (SIMPLIFIED, "utf-16-be", "王芳"),
        (SIMPLIFIED, "gb18030", "王芳"),
        (SIMPLIFIED, "gbk", "王芳"),
        (TRADITIONAL, "big5", "陳大文"),
    ],
)
async def test_any_common_encoding_and_delimiter(
    intake: Intake, text: str, codec: str, name: str, delimiter: str
) -> None:
    done = await imported(intake, "customers", text.replace(",", delimiter).encode(codec))

    assert (done["imported"], done["delimiter"]) == (1, delimiter)
    (customer,) = (await intake.get("/customers"))["items"]
    assert customer["name"] == name


async def test_lines_may_end_as_they_like(intake: Intake) -> None:
    for number, end in enumerate(("\n", "\r\n", "\r")):
        done = await imported(intake, "customers", end.join(("name,address", f"{number},x", "")))
        assert done["imported"] == 1


async def test_a_cell_may_hold_commas_quotes_and_lines(intake: Intake) -> None:
    await imported(intake, "customers", 'name,address\n"Smith, ""Jo""","Room 1\nFloor 2"\n')

    (customer,) = (await intake.get("/customers"))["items"]
    assert (customer["name"], customer["addresses"][0]["text"]) == ('Smith, "Jo"', "Room 1\nFloor 2")


@pytest.mark.rule("IN-14")
async def test_a_workbook_with_days_numbers_and_truths(intake: Intake) -> None:
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.append(("机身号", "类别", "型号", "购买日期", "价格", "客户名称", "电话"))
    active.append((700123, "冰箱", "BCD-500", date(2025, 5, 31), 1999.9, "王芳", 13800138000))
    noon = datetime(2025, 6, 1, 12)  # noqa: DTZ001
    active.append(("SN-2", "冰箱", "BCD-500", noon, None, "王芳", 13800138000))
    active["D2"].number_format = numbers.FORMAT_DATE_XLSX14

    done = await imported(intake, "units", books.saved(book))

    assert (done["format"], done["imported"], done["invalid"]) == ("xlsx", 2, 0)
    found = {unit["serial"]: unit for unit in (await intake.get("/units"))["items"]}
    assert {serial: unit["purchase_date"] for serial, unit in found.items()} == {
        "700123": "2025-05-31",
        "SN-2": "2025-06-01",
    }
    assert found["700123"]["price"] == {"amount": "1999.90", "currency": "CNY"}
    assert len((await intake.get("/customers?phone=13800138000"))["items"]) == 1


async def test_phonetic_hints_are_no_part_of_a_text(intake: Intake) -> None:
    shared = "<sst><si><t>name</t></si><si><r><t>王</t></r><r><t>芳</t></r><rPh><t>wang</t></rPh></si></sst>"
    sheet = (
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>1</v></c></row></sheetData></worksheet>'
    )
    await imported(intake, "customers", books.with_sheet(sheet, **{"sharedStrings.xml": shared}))

    assert [one["name"] for one in (await intake.get("/customers"))["items"]] == ["王芳"]


@pytest.mark.rule("IN-14")
async def test_ndjson_names_its_columns_line_by_line(intake: Intake) -> None:
    lines = [
        '{"name": "王芳", "phone": ["13800138000", "021-62341234"], "member": true}',
        '{"phone": "13900139000", "name": "李强", "tier": null}',
        "[1, 2]",
        '{"name": {"first": "x"}}',
        '{"name": "y", "colour": "red"}',
    ]
    done = await imported(intake, "customers", "\n".join(lines) + "\n")

    assert (done["format"], done["imported"], done["invalid"]) == ("ndjson", 2, 3)
    (customer,) = (await intake.get("/customers?phone=021-62341234"))["items"]
    assert (customer["name"], customer["member"]) == ("王芳", True)
