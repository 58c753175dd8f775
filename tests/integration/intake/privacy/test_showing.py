"""Masked by role, shown for a reason, handed out on a ground: each on record (IN-12)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.common import audit
from libs.common.events.intake import PersonalDataDisclosed, PersonalDataRevealed
from libs.common.privacy import masks
from tests.integration.intake import told
from tests.integration.intake.house import Intake

LETTERS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8)


@pytest.mark.rule("IN-12")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=LETTERS,
    phone=st.from_regex(r"1(3[0-9]|5[012356789]|8[0-9])\d{8}", fullmatch=True),
    street=LETTERS,
    role=st.sampled_from(["quality", "finance", "warehouse", "auditor", "admin", "gm", "hr", "rnd"]),
)
async def test_who_need_not_know_sees_it_masked(
    intake: Intake, name: str, phone: str, street: str, role: str
) -> None:
    made = await told.customer(
        intake.agent,
        name=name,
        contacts=[{"type": "phone", "value": phone}],
        addresses=[{"text": f"上海市黄浦区{street}路 12 号"}],
    )
    for path in (f"/customers/{made['id']}", f"/customers?phone={phone}", f"/screen-pop?number={phone}"):
        answer = await intake.ask("GET", role, path)
        assert name not in answer.text
        assert phone not in answer.text
        assert f"{street}路" not in answer.text
        assert masks.phone(phone) in answer.text
        assert name in (await intake.ask("GET", "agent", path)).text


@pytest.mark.rule("IN-12")
async def test_a_dispatcher_sees_the_way_and_asks_for_the_number(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    path = f"/customers/{made['id']}"
    seen = await intake.get(path, role="dispatcher")
    assert (seen["name"], seen["addresses"]) == (made["name"], made["addresses"])
    assert seen["contacts"] == [{"type": "phone", "value": "138****8000"}]

    shown = await intake.post("dispatcher", f"{path}/reveal", {"field": "phone", "reason": "约上门时间"})

    assert shown["value"] == "138 0013 8000"
    [kept] = (await intake.get(f"/reveals?customer_id={made['id']}", role="auditor"))["items"]
    assert (kept["by"], kept["field"], kept["reason"]) == ("dispatcher", "phone", "约上门时间")
    assert "138 0013 8000" not in str(kept)
    [event] = await intake.told(PersonalDataRevealed)
    assert (str(event.customer_id), event.field, event.reason) == (made["id"], "phone", "约上门时间")
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []


@pytest.mark.rule("IN-12")
async def test_nothing_is_shown_without_a_reason_or_to_who_may_not_ask(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    path = f"/customers/{made['id']}/reveal"
    for body, pointer in (
        ({"field": "phone"}, "/reason"),
        ({"field": "phone", "reason": "  "}, "/reason"),
        ({"field": "salt", "reason": "因为"}, "/field"),
    ):
        refused = await intake.post("dispatcher", path, body, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == [pointer]
    for role in ("quality", "finance", "auditor", "admin"):
        await intake.post(role, path, {"field": "phone", "reason": "因为"}, expect=403)
    assert (await intake.get("/reveals", role="admin"))["items"] == []


@pytest.mark.rule("IN-12")
async def test_data_leave_the_company_on_a_ground_that_is_on_record(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    path = f"/customers/{made['id']}/disclosures"
    given_out = {"to": "顺丰速运", "fields": ["name", "address"], "ground": "consent"}
    kept = await intake.post("agent", path, given_out, expect=201)
    assert {name: kept[name] for name in given_out} == given_out
    assert (await intake.get(path, role="auditor"))["items"] == [kept]
    assert [event.to for event in await intake.told(PersonalDataDisclosed)] == ["顺丰速运"]
    for lacking in ("to", "fields", "ground"):
        body = {name: value for name, value in given_out.items() if name != lacking}
        refused = await intake.post("agent", path, body, expect=422)
        assert [error["pointer"] for error in refused["errors"]] == [f"/{lacking}"]


@pytest.mark.rule("IN-12", "IN-14")
@pytest.mark.parametrize("media", ["text/csv", "application/x-ndjson"])
async def test_a_list_that_is_taken_along_is_masked_like_one_that_is_read(intake: Intake, media: str) -> None:
    await told.customer(intake.agent)
    for role, seen in (("agent", "138 0013 8000"), ("quality", "138****8000")):
        async with intake.person(role) as person:
            answer = await person.get("/intake/v1/customers", headers={"Accept": media})
        assert answer.headers["content-type"].startswith(media)
        assert seen in answer.text
        assert ("王芳" in answer.text) == (role == "agent")
