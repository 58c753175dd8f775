"""The customer file (IN-11) and what leaves it sealed (IN-12)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from libs.common.events.intake import CustomerChanged, CustomerRegistered
from services.intake.customers.sealing import unseal
from tests.integration.intake import told
from tests.integration.intake.house import Intake


@pytest.mark.rule("IN-11")
async def test_a_customer_is_registered_and_read_back(intake: Intake) -> None:
    of_firm = {"contact_person": "李工", "best_hours": "18:00-20:00", "member": True, "do_not_call": True}
    made = await told.customer(intake.agent, tier="key", card="gold", group="华东", **of_firm)
    assert {name: made[name] for name in of_firm} == of_firm
    assert (made["name"], made["addresses"]) == (told.CUSTOMER["name"], told.CUSTOMER["addresses"])
    read = await intake.agent.get(f"/intake/v1/customers/{made['id']}")
    assert read.json() == made
    assert (made["tier"], made["card"], made["group"]) == ("key", "gold", "华东")
    assert made["contacts"] == [{"type": "phone", "value": "138 0013 8000"}]
    assert read.headers["etag"] == '"1"'


@pytest.mark.rule("IN-11")
async def test_units_and_contracts_stand_in_the_file_with_number_and_date(intake: Intake) -> None:
    mine, other = await told.customer(intake.agent), await told.customer(intake.agent)
    unit = await told.unit(intake.agent, mine["id"])
    theirs = await told.unit(intake.agent, other["id"], serial="SN-2")
    for number, covered in (("K-7", unit), ("K-8", theirs)):
        await told.contract(intake.agent, covered, number=number, signed_on="2025-12-30")

    async def listed(path: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await intake.get(f"{path}?customer_id={mine['id']}"))["items"]
        return items

    assert [one["serial"] for one in await listed("/units")] == ["SN-1"]
    [contract] = await listed("/contracts")
    assert (contract["number"], contract["signed_on"]) == ("K-7", "2025-12-30")
    assert (contract["from"], contract["to"]) == ("2026-01-01", "2026-12-31")


@pytest.mark.rule("IN-11")
async def test_a_change_keeps_what_is_not_given(intake: Intake) -> None:
    made = await told.customer(intake.agent, card="gold")
    changed = await intake.agent.patch(
        f"/intake/v1/customers/{made['id']}", json={"tier": "long_term"}, headers={"If-Match": '"1"'}
    )
    assert changed.json() == made | {"tier": "long_term"}
    assert changed.headers["etag"] == '"2"'
    stale = await intake.agent.patch(
        f"/intake/v1/customers/{made['id']}", json={"tier": "key"}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412


@pytest.mark.rule("IN-11")
async def test_what_a_customer_no_longer_has_is_taken_away(intake: Intake) -> None:
    """Null counts as left out (api.md): the card says `none`, a text is emptied."""
    had = {"card": "gold", "contact_person": "李工", "group": "华东", "best_hours": "18:00"}
    path = f"/intake/v1/customers/{(await told.customer(intake.agent, **had))['id']}"

    kept = (await intake.agent.patch(path, json=dict.fromkeys(had))).json()
    gone = (await intake.agent.patch(path, json=dict.fromkeys(had, "") | {"card": "none"})).json()

    assert {name: kept[name] for name in had} == had
    assert {name: gone[name] for name in had} == dict.fromkeys(had)


async def test_a_change_to_the_same_values_is_none(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    same = await intake.agent.patch(f"/intake/v1/customers/{made['id']}", json={"name": made["name"]})
    assert same.headers["etag"] == '"1"'
    assert await intake.told(CustomerChanged) == []


@pytest.mark.parametrize(
    "point",
    [
        {"type": "phone", "value": "no number"},
        *({"type": "email", "value": v} for v in ("nope", "a@b", "@b.cn")),
    ],
)
async def test_a_telephone_must_be_a_number_and_an_email_an_address(
    intake: Intake, point: dict[str, str]
) -> None:
    answer = await intake.agent.post("/intake/v1/customers", json=told.CUSTOMER | {"contacts": [point]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/contacts/0/value"]


@pytest.mark.rule("IN-12")
async def test_events_carry_personal_data_only_sealed_with_the_customers_key(intake: Intake) -> None:
    made = await told.customer(intake.agent)
    [registered] = await intake.told(CustomerRegistered)
    async with intake.database.transaction() as session:
        sent = await session.scalar(text("SELECT data::text FROM outbox_log"))
        key = await session.scalar(text("SELECT key FROM customer_keys"))
        audited = await session.scalar(text("SELECT entry::text FROM audit"))
    assert sent is not None
    assert audited is not None
    for personal in ("王芳", "0013 8000", "00138000", "南京东路"):
        assert personal not in sent
        assert personal not in audited
    opened = unseal(registered.sealed, key=key, customer_id=UUID(made["id"]))
    assert opened["name"] == "王芳"
    assert opened["contacts"] == [{"type": "phone", "value": "138 0013 8000"}]


@pytest.mark.rule("IN-11")
async def test_files_are_filtered_by_group_and_product(intake: Intake) -> None:
    east = await told.customer(intake.agent, name="东", group="华东")
    west = await told.customer(intake.agent, name="西", group="华西", tier="key")
    await told.unit(intake.agent, east["id"], category="pc")
    await told.unit(intake.agent, west["id"], category="television", model="TV-1")

    async def found(query: str) -> list[str]:
        answer = await intake.agent.get(f"/intake/v1/customers?{query}")
        return [item["id"] for item in answer.json()["items"]]

    assert await found("group=华东") == [east["id"]]
    assert await found("category=television&model=TV-1") == [west["id"]]
    assert await found("category=television&group=华东") == []
    assert await found("model=TV-1") == [west["id"]]
    assert await found("tier=key") == [west["id"]]
    assert await found("category=television&model=TV-2") == []
    assert await found("name=东") == [east["id"]]
    assert await found("phone=13800138000") == [west["id"], east["id"]]
    assert await found("limit=1") == [west["id"]]
