"""Every file that can't be read gets a clear error and changes nothing (IN-14)."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.imports.limits import Limits, limits
from tests.integration.intake.house import Intake
from tests.integration.intake.imports import workbooks as books
from tests.integration.intake.imports.files import PATH, imported, upload

HEADER = "姓名,电话\n"
ROW = "王芳,13800138000\n"
GOOD = books.workbook(("name", "phone"), ("王芳", "13800138000"))
SHEET = GOOD.index(b"xl/worksheets/sheet1.xml") + 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def bomb() -> bytes:
    """Unpacks to more than is allowed; its zeros cost next to nothing."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            with zipped.open(name, "w", force_zip64=True) as part:
                for _ in range(limits().unpacked_bytes // (2 << 20) + 1):
                    part.write(bytes(1 << 20))
    return file.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file_empty"),
    "blank": (lambda: b"\n\n  \n", "file_empty"),
    "header only": (HEADER.encode, "file_without_rows"),
    "broken off in a row": (lambda: (HEADER + ROW + "李").encode(), "file_truncated"),
    "broken off in quotes": (lambda: (HEADER + ROW + '"李强,139').encode(), "file_truncated"),
    "broken off in JSON": (lambda: b'{"name": "a"}\n{"name": "b', "file_truncated"),
    "wrong encoding": (lambda: HEADER.encode() + ROW.encode() + b"\xff\xfe\xfd,1\n", "file_encoding"),
    "wrong encoding far down": (
        lambda: HEADER.encode() + ROW.encode() * 60_000 + b"\xff\xff,1\n",
        "file_encoding",
    ),
    "binary": (lambda: bytes(range(256)) * 100, "file_not_text"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "file_not_text"),
    "packed": (lambda: b"\x1f\x8b" + bytes(100), "file_not_text"),
    "old Excel": (lambda: OLE + bytes(5_000), "file_xls"),
    "password": (lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    "no workbook": (lambda: books.archive({"readme.txt": "hello"}), "file_not_a_workbook"),
    "half a workbook": (lambda: GOOD[: len(GOOD) // 2], "file_truncated"),
    "damaged workbook": (lambda: GOOD[:SHEET] + b"\0" * 20 + GOOD[SHEET + 20 :], "file_"),
    "empty workbook": (books.workbook, "file_empty"),
    "zip bomb": (bomb, "file_expands"),
    "XXE": (lambda: books.with_sheet(_DTD + books.sheet(["name"], ["&x;"])), "file_unsafe"),
    "billion laughs": (lambda: books.with_sheet(_LAUGHS + books.sheet(["name"], ["&b;"])), "file_unsafe"),
    "10 MB cell": (lambda: (HEADER + "x" * (10 << 20) + ",1\n").encode(), "cell_too_long"),
    "10 MB quoted cell": (lambda: (HEADER + '"' + "x\n" * (5 << 20) + '",1\n').encode(), "cell_too_long"),
    "10 MB cell of JSON": (lambda: b'{"name": "' + b"x" * (10 << 20) + b'"}\n', "cell_too_long"),
    "10 MB cell of a sheet": (
        lambda: books.with_sheet(books.sheet(["name"], ["x" * (10 << 20)])),
        "cell_too_long",
    ),
    "NUL in the header": (lambda: b"na\0me,phone\na,1\n", "header_nul"),
    "NUL in the names of JSON": (lambda: b'{"na\\u0000me": "a"}\n', "header_nul"),
    "JSON within JSON without end": (
        lambda: b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
        "unknown_columns",
    ),
    "a million columns": (lambda: b"name" + b",a" * 1_000_000 + b"\n" + b"x\n", "cell_too_long"),
    "columns": (lambda: b"name" + b",a" * 10_000 + b"\n" + b"x\n", "too_many_columns"),
    "columns of a sheet": (
        lambda: books.with_sheet(books.sheet(["name"], ["x"] * 100_000)),
        "too_many_columns",
    ),
    "the same column twice": (lambda: b"name,name\na,b\n", "duplicate_column"),
    "two columns of one meaning": (lambda: "name,姓名\na,b\n".encode(), "duplicate_column"),
    "no known column": (lambda: b"foo,bar\na,b\n", "unknown_columns"),
    "no name": (lambda: b"phone\n13800138000\n", "missing_columns"),
}


async def nothing_came_of_it(intake: Intake) -> None:
    assert (await intake.get("/imports"))["items"] == []
    assert (await intake.get("/customers"))["items"] == []
    async with intake.database.engine.connect() as connection:
        for table in ("import_rows", "import_records", "import_faults"):
            count = await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
            assert count.scalar_one() == 0, table


@pytest.mark.rule("IN-14")
@pytest.mark.parametrize("name", BAD)
async def test_a_bad_file_is_refused_whole(intake: Intake, name: str) -> None:
    content, code = BAD[name]

    answer = await upload(intake, "customers", content())

    assert answer.status_code == 422, answer.text
    assert answer.json()["code"].startswith(code)
    await nothing_came_of_it(intake)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=2_000),
        st.text(max_size=500).map(str.encode),
        st.binary(max_size=500).map(lambda noise: HEADER.encode() + noise),
        st.binary(max_size=300).map(lambda noise: b"PK\x03\x04" + noise),
        st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8)).map(
            lambda change: GOOD[: change[0]] + change[1] + GOOD[change[0] + len(change[1]) :]
        ),
    )
)
async def test_no_file_whatever_is_too_much(intake: Intake, content: bytes) -> None:
    answer = await upload(intake, "customers", content)

    assert answer.status_code in (201, 422), answer.text


async def test_a_file_too_many_is_refused_before_it_is_read(intake: Intake) -> None:
    async with intake.person("admin") as admin:
        answer = await admin.post(
            PATH,
            content=b"",
            headers={
                "Content-Type": "multipart/form-data; boundary=x",
                "Content-Length": str(limits().file_bytes + 1),
            },
        )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (
            b"--x\r\nContent-Disposition: form-data; name=kind\r\n\r\ncustomers\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
            422,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nname\na\n',
            "multipart/form-data; boundary=x",
            400,
        ),
        (b"rubbish", "multipart/form-data; boundary=x", 400),
        (b"name\na\n", "text/csv", 415),
        (b"", "multipart/form-data", 400),
        (b"rubbish", f"multipart/form-data; boundary={'x' * 300}", 400),
    ],
)
async def test_a_form_that_is_none(intake: Intake, body: bytes, media: str, status: int) -> None:
    async with intake.person("admin") as admin:
        answer = await admin.post(PATH, content=body, headers={"Content-Type": media})

    assert answer.status_code == status, answer.text
    await nothing_came_of_it(intake)


async def test_who_sends_nothing_more_is_told_so(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    hasty: Limits = limits().model_copy(update={"part_seconds": 1})
    monkeypatch.setattr("services.intake.imports.receiving.limits", lambda: hasty)

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nname\na\n'
        await asyncio.Event().wait()

    async with intake.person("admin") as admin:
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = await admin.post(PATH, content=body(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "upload_stalled")
    await nothing_came_of_it(intake)


@pytest.mark.parametrize("kind", [None, "people"])
async def test_a_kind_that_is_none(intake: Intake, kind: str | None) -> None:
    answer = await upload(intake, kind, HEADER + ROW)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/kind")
    await nothing_came_of_it(intake)


@pytest.mark.rule("IN-14")
async def test_a_bad_row_is_left_out_and_told(intake: Intake) -> None:
    rows = [
        "王芳,13800138000,好",
        "李强,12",
        "赵六,not a number,",
        ",13900139000,",
        "a\0b,,",
        "钱七,,,,x",
        "孙八,,",
    ]
    done = await imported(intake, "customers", "姓名,电话,等级\n" + "\n".join(rows) + "\n")

    assert (done["rows"], done["imported"], done["invalid"]) == (7, 1, 6)
    async with intake.person("admin") as admin:
        lines = (await admin.get(f"{PATH}/{done['id']}/errors")).content.decode("utf-8-sig").splitlines()
    told = [line.split(",")[:3] for line in lines]
    assert told == [
        ["row", "column", "code"],
        ["2", "等级", "not_allowed"],
        ["3", "", "too_few_cells"],
        ["4", "电话", "phone"],
        ["5", "姓名", "required"],
        ["6", "姓名", "nul_character"],
        ["7", "", "too_many_cells"],
    ]


@pytest.mark.rule("IN-14", "XC-09")
@pytest.mark.parametrize(
    ("kind", "file", "told"),
    [
        ("units", "机身号,类别,价格,币种\nSN-1,pc,99.50,cny\nSN-2,pc,1,XYZ\n", "3,币种,currency"),
        ("tickets", "受理日期,故障,机身号,金额,currency\n2024-05-01,x,1,1,RMB\n", "2,currency,currency"),
        ("units", "机身号,类别,价格,币种\nSN-1,pc,99,JPY\nSN-2,pc,99.5,JPY\n", "3,价格,money_decimals"),
        ("tickets", "受理日期,故障,机身号,金额,currency\n2024-05-01,x,1,1.5,JPY\n", "2,金额,money_decimals"),
        (
            "contracts",
            "合同号,签订日期,开始日期,结束日期,机身号\nK-1,2026-01-01,2026-01-01,2026-12-31,SN-1;sn1\n",
            "2,机身号,repeated",
        ),
    ],
)
async def test_a_row_is_held_to_what_a_request_is_held_to(
    intake: Intake, kind: str, file: str, told: str
) -> None:
    done = await imported(intake, kind, file)

    assert (done["imported"], done["invalid"]) == (done["rows"] - 1, 1)
    async with intake.person("admin") as admin:
        lines = (await admin.get(f"{PATH}/{done['id']}/errors")).content.decode("utf-8-sig").splitlines()
    assert [line.rsplit(",", 2)[0] for line in lines[1:]] == [told]


@pytest.mark.rule("IN-14")
async def test_a_formula_stays_a_text(intake: Intake) -> None:
    book = books.workbook(("name", "address"), ("=1+1", '=HYPERLINK("http://evil")'))
    await imported(intake, "customers", book)
    await imported(intake, "customers", "name,address\n\"=cmd|' /C calc'!A0\",x\n")

    names = {one["name"] for one in (await intake.get("/customers"))["items"]}
    assert names == {"=1+1", "=cmd|' /C calc'!A0"}
