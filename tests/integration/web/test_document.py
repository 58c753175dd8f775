"""The OpenAPI document says what the edge does (XC-04)."""

from typing import Any

import pytest
from fastapi import FastAPI

from libs.common.testing.web import client


async def document(app: FastAPI) -> dict[str, Any]:
    async with client(app, None) as nobody:
        read: dict[str, Any] = (await nobody.get("/intake/openapi.json")).json()
        return read


@pytest.mark.rule("XC-04")
async def test_every_answer_and_header_is_described(app: FastAPI) -> None:
    described = await document(app)
    assert described["openapi"].startswith("3.1")
    write = described["paths"]["/intake/v1/notes"]["post"]
    assert write["operationId"] == "notes_write_note"
    faults = {"400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503"}
    assert set(write["responses"]) == {"201", *faults}
    for status in faults:
        assert list(write["responses"][status]["content"]) == ["application/problem+json"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in write["parameters"]}
    assert write["requestBody"]["required"] is True
    assert write["x-roles"] == {"agent": "all", "service_manager": "all"}
    close = described["paths"]["/intake/v1/notes/{note_id}/close"]["post"]
    assert {"If-Match", "note_id"} <= {parameter["name"] for parameter in close["parameters"]}
    public = described["paths"]["/intake/v1/notes/boom/{kind}"]["post"]
    assert public["security"] == []
    assert not {"401", "403"} & set(public["responses"])


async def test_the_events_are_described_too(app: FastAPI) -> None:
    async with client(app, None) as nobody:
        assert (await nobody.get("/intake/asyncapi.json")).json()["asyncapi"] == "3.0.0"


async def test_the_docs_page_lists_the_calls(app: FastAPI) -> None:
    async with client(app, None) as nobody:
        page = await nobody.get("/intake/docs")
    assert page.status_code == 200
    assert "/intake/v1/notes/{note_id}/close" in page.text
    assert "https://" not in page.text
