"""Each kind from each format: good rows come in, bad ones are told, twice is harmless (IN-14)."""

import json

import pytest

from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import PATH, imported
from tests.integration.intake.imports.workbooks import workbook

Table = list[tuple[str, ...]]

TABLES: dict[str, Table] = {
    "customers": [("name", "phone"), ("王芳", "13800138000"), ("李强", "12")],
    "units": [
        ("serial", "category", "customer_name", "phone"),
        ("SN-1", "pc", "王芳", "13800138000"),
        ("SN-2", "spoon", "王芳", "13800138000"),
    ],
    "contracts": [
        ("合同编号", "签订日期", "开始日期", "结束日期", "机身号"),
        ("K-1", "2026-01-01", "2026-01-01", "2026-12-31", "SN-1"),
        ("K-2", "2026-01-01", "2026-12-31", "2026-01-01", "SN-1"),
    ],
    "tickets": [
        ("单号", "受理日期", "完成日期", "故障描述", "机身号", "客户名称", "电话", "状态", "处理结果"),
        ("WO-1", "2024-05-01", "2024-05-03", "不制冷", "SN-1", "王芳", "13800138000", "已完成", "修复"),
        ("WO-2", "2024-05-01", "2024-05-03", "不制冷", "SN-1", "王芳", "13800138000", "已完成", "无此结果"),
    ],
}
SUFFIXES = ("csv", "xlsx", "ndjson")


def written(table: Table, suffix: str) -> bytes:
    if suffix == "xlsx":
        return workbook(*table)
    header, *rows = table
    if suffix == "csv":
        return "".join(",".join(row) + "\n" for row in table).encode()
    lines = (json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rows)
    return "\n".join(lines).encode()


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", TABLES)
async def test_the_good_row_comes_in_and_the_bad_one_is_told(intake: Intake, kind: str, suffix: str) -> None:
    if kind == "contracts":
        await imported(intake, "units", written(TABLES["units"][:2], "csv"))
    file = written(TABLES[kind], suffix)

    done = await imported(intake, kind, file, name=f"file.{suffix}")

    assert (done["status"], done["rows"], done["imported"], done["invalid"]) == ("done", 2, 1, 1)
    async with intake.person("admin") as admin:
        errors = (await admin.get(f"{PATH}/{done['id']}/errors")).content.decode("utf-8-sig").splitlines()
    bad_line = "2" if suffix == "ndjson" else "3"
    assert [line.split(",")[0] for line in errors] == ["row", bad_line]
    assert len((await intake.get(f"/{kind}"))["items"]) == 1
    before = await intake.told()

    again = await imported(intake, kind, file, name=f"file.{suffix}")

    assert (again["imported"], again["unchanged"], again["invalid"]) == (0, 1, 1)
    assert await intake.told() == before
