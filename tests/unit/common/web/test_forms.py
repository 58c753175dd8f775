"""Forms with files: read whole, or refused with nothing left open (XC-04)."""

import gc

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request

from libs.common.web.forms import read_form
from libs.common.web.refusals import MalformedRequest

PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


def upload() -> Request:
    media_type = (b"content-type", b"multipart/form-data; boundary=x")
    return Request({"type": "http", "method": "POST", "path": "/", "headers": [media_type]})


@pytest.mark.rule("XC-04")
@pytest.mark.parametrize(
    "body", [PART + b"one,two", PART + b"one\r\n--x\r\n", PART + b"\r\n" + PART, b"--x\r\n"]
)
async def test_a_body_that_breaks_off_is_refused_and_leaves_no_file_open(body: bytes) -> None:
    with pytest.raises(MalformedRequest):
        await read_form(upload(), body)
    gc.collect()


@pytest.mark.parametrize("end", [b"\r\n--x--", b"\r\n--x--\r\n", b"\r\n--x--\r\nwhat follows is nothing"])
async def test_a_whole_body_is_read(end: bytes) -> None:
    form = await read_form(upload(), PART + b"one,two" + end)
    file = form["file"]
    assert isinstance(file, UploadFile)
    assert (file.filename, await file.read()) == ("a.csv", b"one,two")
    await form.close()


async def test_no_body_is_an_empty_form() -> None:
    assert not await read_form(upload(), b"")
