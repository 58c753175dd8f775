"""Who sees persons masked can't find them out by searching for pieces of them (IN-12)."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.intake.tickets import discreet
from tests.integration.intake import told
from tests.integration.intake.house import Intake

CUSTOMER = told.CUSTOMER | {
    "name": "欧阳修远",
    "contact_person": "Zoë Li",
    "contacts": [{"type": "phone", "value": "137 6400 1188"}, {"type": "phone", "value": "+1 650 253 0000"}],
}
FAULT = "冰箱不制冷，先打 13912345678 或写信给 xiaoming@example.com"
HIDDEN = ("欧阳修远", "zoë", "13764001188", "16502530000", "13912345678", "xiaoming")


@pytest.fixture
async def ticket(intake: Intake) -> dict[str, Any]:
    asked = {"customer": CUSTOMER, "unit": told.UNIT, "kind": "repair", "fault": {"text": FAULT}}
    return await told.created(intake.agent, "/intake/v1/tickets", asked)


async def found(intake: Intake, role: str, words: str, **asked: Any) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in {"q": words, **asked}.items())
    answer = await intake.get(f"/tickets?{query}", role=role)
    return [one["id"] for one in answer["items"]]


def pieces(whole: str) -> Iterator[str]:
    for at in range(1, len(whole)):
        yield from (whole[:at], whole[at:], whole[at - 1 : at + 3])


@pytest.mark.rule("IN-12", "IN-05")
async def test_nothing_is_found_by_a_piece_of_what_is_masked(intake: Intake, ticket: dict[str, Any]) -> None:
    seen = str([await intake.get(f"/tickets/{ticket['id']}", role="quality"), told.UNIT]).lower()
    hidden = [piece for whole in HIDDEN for piece in {*pieces(whole)} - {whole} if piece not in seen]
    assert len(hidden) > 60

    assert [piece for piece in hidden if await found(intake, "quality", piece)] == []

    by_agent = [piece for piece in hidden if await found(intake, "agent", piece)]
    assert {"欧阳", "zo", "13764", "1188", "1391234"} <= set(by_agent)


@pytest.mark.rule("IN-12", "IN-05")
@pytest.mark.parametrize(
    "words",
    [
        *("欧阳修远", "zoë li", "13764001188", "137 6400 1188", "+86 137-6400-1188", "+1 650 253 0000"),
        *("13912345678", "欧阳修远 冰箱", "冰箱 13764001188", "不制冷", "bcd-500", "sn-1"),
    ],
)
async def test_whoever_knows_it_whole_finds_it(intake: Intake, ticket: dict[str, Any], words: str) -> None:
    assert await found(intake, "quality", words.replace("+", "%2B")) == [ticket["id"]]


@pytest.mark.rule("IN-12")
async def test_who_sees_names_but_no_numbers_finds_by_pieces_of_names(
    intake: Intake, ticket: dict[str, Any]
) -> None:
    assert await found(intake, "dispatcher", "修远") == [ticket["id"]]
    assert await found(intake, "dispatcher", "13764") == []
    assert await found(intake, "dispatcher", "13764001188") == [ticket["id"]]


@pytest.mark.rule("IN-12")
async def test_pages_are_full_of_what_may_be_found(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discreet, "_AT_ONCE", 2)
    quiet = told.CUSTOMER | {"name": "安静"}
    named = ["安静"] * 3 + ["欧阳修远"] * 3
    for name in named[::2] + named[1::2]:
        fault = {"text": "空调太不安静" if name != "安静" else "漏水"}
        asked = {"customer": quiet | {"name": name}, "unit": told.UNIT, "kind": "repair", "fault": fault}
        await told.created(intake.agent, "/intake/v1/tickets", asked)

    first = await intake.get("/tickets?q=安&limit=2", role="quality")
    rest = await intake.get(f"/tickets?q=安&limit=2&cursor={first['next_cursor']}", role="quality")

    assert [one["fault"]["text"] for one in [*first["items"], *rest["items"]]] == ["空调太不安静"] * 3
    assert (len(first["items"]), rest["next_cursor"]) == (2, None)
    monkeypatch.setattr(discreet, "_MOST", 0)
    wide = await intake.get("/tickets?q=安&limit=2", role="quality", expect=422)
    assert [(one["pointer"], one["code"]) for one in wide["errors"]] == [("/q", "too_wide")]
    assert len(await found(intake, "agent", "安")) == 6
