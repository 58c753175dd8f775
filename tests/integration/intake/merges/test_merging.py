"""Two files of one customer become one, and two again if that was a mistake (IN-11)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from libs.common import audit
from libs.common.events import intake as events
from services.intake.merges.belongings import COPIES, OWNED
from services.intake.tables import Base
from tests.integration.intake import told
from tests.integration.intake.house import Intake

CUSTOMERS = "/intake/v1/customers"
OTHER: dict[str, Any] = {
    "name": "王 芳",
    "contacts": [{"type": "mobile", "value": "13900139000"}, {"type": "email", "value": "wf@example.cn"}],
    "addresses": [{"text": "上海市黄浦区南京东路１号"}, {"text": "苏州市观前街 2 号"}],
}


async def act(intake: Intake, into: Any, other: Any, verb: str = "merge") -> dict[str, Any]:
    answer = await intake.agent.post(f"{CUSTOMERS}/{into}/{verb}", json={"customer_id": str(other)})
    return {**answer.json(), "status_code": answer.status_code}


async def get(intake: Intake, path: str, **params: Any) -> Any:
    answer = await intake.agent.get(f"/intake/v1{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ids(intake: Intake, path: str, **params: Any) -> set[str]:
    return {item["id"] for item in (await get(intake, path, **params))["items"]}


async def with_everything(intake: Intake, **file: Any) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """A file and, by list, what belongs to it."""
    customer = await told.customer(intake.agent, **file)
    unit = await told.unit(intake.agent, customer["id"], serial=f"SN-{customer['id']}")
    contract = await told.contract(intake.agent, unit, number=f"K-{customer['id']}")
    ticket = await told.ticket(intake.agent, customer["id"], unit["id"])
    about = {"channel": "web", "direction": "inbound", "content": "x", "customer_id": customer["id"]}
    contact = await told.created(intake.agent, "/intake/v1/contacts", about | {"kind": "repair"})
    suggestion = await told.created(
        intake.agent,
        "/intake/v1/suggestions",
        {"channel": "web", "text": "加长电源线", "customer_id": customer["id"]},
    )
    await intake.hear_itself()
    made = {"units": unit, "contracts": contract, "tickets": ticket, "contacts": contact}
    return customer, {name: {one["id"]} for name, one in {**made, "suggestions": suggestion}.items()}


async def owned(intake: Intake, customer_id: str) -> dict[str, set[str]]:
    lists = ("units", "contracts", "tickets", "contacts", "suggestions")
    return {name: await ids(intake, f"/{name}", customer_id=customer_id) for name in lists}


@pytest.mark.rule("IN-11")
async def test_the_survivor_has_both_histories_and_a_mistake_is_undone(intake: Intake) -> None:
    survivor, its = await with_everything(intake)
    more = {"member": True, "group": "经销商", "contact_person": "赵总", "best_hours": "18:00-20:00"}
    merged, others = await with_everything(intake, **OTHER, tier="key", card="gold", do_not_call=True, **more)

    shown = await act(intake, survivor["id"], merged["id"])
    await intake.hear_itself()

    assert shown["status_code"] == 200
    assert await owned(intake, survivor["id"]) == {name: its[name] | others[name] for name in its}
    assert await owned(intake, merged["id"]) == {name: set() for name in its}
    assert (shown["name"], shown["tier"], shown["card"], shown["do_not_call"]) == (
        "王芳",
        "key",
        "gold",
        True,
    )
    assert {name: shown[name] for name in more} == more
    assert [point["value"] for point in shown["contacts"]] == [
        "138 0013 8000",
        "13900139000",
        "wf@example.cn",
    ]
    assert [place["text"] for place in shown["addresses"]] == [
        "上海市黄浦区南京东路 1 号",
        "苏州市观前街 2 号",
    ]
    assert (await get(intake, f"/customers/{merged['id']}"))["merged_into"] == survivor["id"]
    history = await get(intake, f"/customers/{survivor['id']}/timeline", type="TicketOpened")
    assert {item["ref"] for item in history["items"]} == its["tickets"] | others["tickets"]
    history = await get(intake, f"/customers/{survivor['id']}/timeline", type="CustomersMerged")
    assert [item["ref"] for item in history["items"]] == [merged["id"]]
    history = await get(intake, f"/customers/{merged['id']}/timeline", type="TicketOpened")
    assert {item["ref"] for item in history["items"]} == others["tickets"]
    [told_] = await intake.told(events.CustomersMerged)
    assert str(told_.into) == survivor["id"]

    undone = await act(intake, survivor["id"], merged["id"], "unmerge")
    await intake.hear_itself()

    assert {name: undone[name] for name in survivor} == survivor
    assert await owned(intake, survivor["id"]) == its
    assert await owned(intake, merged["id"]) == others
    assert await get(intake, f"/customers/{merged['id']}") == merged
    [merge] = (await get(intake, f"/customers/{survivor['id']}/merges"))["items"]
    assert (merge["customer_id"], merge["undone_by"]) == (merged["id"], "agent")
    for file in (survivor, merged):
        history = await get(intake, f"/customers/{file['id']}/timeline")
        told_of_files = [item["type"] for item in history["items"] if item["type"].startswith("Customers")]
        assert told_of_files == ["CustomersUnmerged", "CustomersMerged"]
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []


@pytest.mark.rule("IN-02", "IN-11")
async def test_either_number_and_name_find_the_survivor(intake: Intake) -> None:
    survivor = await told.customer(intake.agent)
    merged = await told.customer(intake.agent, **OTHER)
    await act(intake, survivor["id"], merged["id"])
    for number in ("13800138000", "13900139000"):
        shown = await get(intake, "/screen-pop", number=number)
        assert shown["customer"]["id"] == survivor["id"]
        assert (shown["other_customers"], shown["merge_suggestions"], shown["warnings"]) == ([], [], [])
        assert await ids(intake, "/customers", phone=number) == {survivor["id"]}
    for name in ("王芳", "王 芳"):
        assert await ids(intake, "/customers", name=name) == {survivor["id"]}
    assert await ids(intake, "/customers") == {survivor["id"]}
    suggested = await get(intake, f"/customers/{survivor['id']}/merge-suggestions")
    assert suggested["items"] == []


@pytest.mark.rule("IN-11")
async def test_what_names_the_merged_file_is_the_survivors(intake: Intake) -> None:
    survivor, merged = await told.customer(intake.agent), await told.customer(intake.agent, **OTHER)
    old = await told.unit(intake.agent, merged["id"])
    await act(intake, survivor["id"], merged["id"])

    new = await told.unit(intake.agent, merged["id"], serial="SN-9")
    ticket = await told.ticket(intake.agent, merged["id"], old["id"])
    contract = await told.contract(intake.agent, {**old, "customer_id": merged["id"]})
    call = {"channel": "phone", "direction": "inbound", "kind": "repair", "content": "x"}
    named = await told.created(intake.agent, "/intake/v1/contacts", call | {"customer_id": merged["id"]})
    rung = await told.created(intake.agent, "/intake/v1/contacts", call | {"number": "13900139000"})

    made = (new, ticket, contract, named, rung)
    assert {one["customer_id"] for one in made} == {survivor["id"]}
    case = told.complaint(None, received_at=intake.now, customer_id=UUID(merged["id"]))
    await intake.deliver(intake.event(case, uuid4()))
    shown = await get(intake, "/screen-pop", number="13800138000")
    assert [warning["code"] for warning in shown["warnings"]] == ["open_complaint"]


@pytest.mark.rule("IN-11")
async def test_what_came_of_the_merged_files_things_goes_back_with_them(intake: Intake) -> None:
    survivor, merged = await told.customer(intake.agent), await told.customer(intake.agent, **OTHER)
    old = await told.unit(intake.agent, merged["id"])
    await act(intake, survivor["id"], merged["id"])
    since = await told.ticket(intake.agent, survivor["id"], old["id"])
    about = {"channel": "web", "direction": "inbound", "kind": "repair", "content": "x"}
    call = await told.created(intake.agent, "/intake/v1/contacts", about | {"ticket_id": since["id"]})
    own = await told.unit(intake.agent, survivor["id"], serial="SN-9")
    changed = {"contacts": [{"type": "phone", "value": "13700137000"}], "tier": "long_term"}
    await intake.agent.patch(f"{CUSTOMERS}/{survivor['id']}", json=changed)

    undone = await act(intake, survivor["id"], merged["id"], "unmerge")

    assert (await owned(intake, merged["id"]))["tickets"] == {since["id"]}
    assert (await owned(intake, merged["id"]))["contacts"] == {call["id"]}
    assert await ids(intake, "/units", customer_id=survivor["id"]) == {own["id"]}
    assert (undone["contacts"], undone["tier"]) == (changed["contacts"], "long_term")
    *_, told_ = await intake.told(events.TicketUpdated)
    assert str(told_.customer_id) == merged["id"]


@pytest.mark.rule("IN-11")
async def test_merges_in_a_chain_all_lead_to_the_last_and_are_undone_backwards(intake: Intake) -> None:
    first, second, third = [await told.customer(intake.agent, name=name) for name in ("甲", "乙", "丙")]
    unit = await told.unit(intake.agent, first["id"])
    await act(intake, second["id"], first["id"])
    await act(intake, third["id"], second["id"])

    assert (await get(intake, f"/customers/{first['id']}"))["merged_into"] == third["id"]
    assert await ids(intake, "/customers", name="甲") == {third["id"]}
    assert await ids(intake, "/units", customer_id=third["id"]) == {unit["id"]}
    assert [str(one.into) for one in await intake.told(events.CustomersMerged)] == [
        second["id"],
        third["id"],
        third["id"],
    ]
    early = await act(intake, third["id"], first["id"], "unmerge")
    assert (early["status_code"], early["code"]) == (409, "merged_on_the_way")
    assert second["id"] in early["detail"]

    await act(intake, third["id"], second["id"], "unmerge")

    assert (await get(intake, f"/customers/{first['id']}"))["merged_into"] == second["id"]
    assert await ids(intake, "/units", customer_id=second["id"]) == {unit["id"]}
    assert (await act(intake, second["id"], first["id"], "unmerge"))["status_code"] == 200
    assert await ids(intake, "/units", customer_id=first["id"]) == {unit["id"]}


@pytest.mark.rule("IN-11", "IN-02")
async def test_a_case_goes_with_its_customer_and_comes_back(intake: Intake) -> None:
    survivor, merged = await told.customer(intake.agent), await told.customer(intake.agent, **OTHER)
    case = told.complaint(None, received_at=intake.now, customer_id=UUID(merged["id"]))
    await intake.hear(case)

    async def whose() -> list[set[UUID | None]]:
        async with intake.database.transaction() as session:
            return [set(await session.scalars(select(table.customer_id))) for table in COPIES]

    async def warned(number: str) -> bool:
        shown = await get(intake, "/screen-pop", number=number)
        return "open_complaint" in {warning["code"] for warning in shown["warnings"]}

    assert (await warned("13800138000"), await warned("13900139000")) == (False, True)
    await act(intake, survivor["id"], merged["id"])
    assert await whose() == [{UUID(survivor["id"])}] * len(COPIES)
    assert (await warned("13800138000"), await warned("13900139000")) == (True, True)
    await act(intake, survivor["id"], merged["id"], "unmerge")
    assert await whose() == [{UUID(merged["id"])}] * len(COPIES)
    assert (await warned("13800138000"), await warned("13900139000")) == (False, True)


@pytest.mark.rule("IN-11")
async def test_a_number_that_another_merged_file_has_too_stays(intake: Intake) -> None:
    survivor = await told.customer(intake.agent)
    both = [await told.customer(intake.agent, **OTHER | {"name": name}) for name in ("甲", "乙")]
    for merged in both:
        await act(intake, survivor["id"], merged["id"])
    left = await act(intake, survivor["id"], both[0]["id"], "unmerge")
    assert [point["value"] for point in left["contacts"]] == ["138 0013 8000", "13900139000", "wf@example.cn"]
    left = await act(intake, survivor["id"], both[1]["id"], "unmerge")
    assert [point["value"] for point in left["contacts"]] == ["138 0013 8000"]


@pytest.mark.rule("IN-11")
async def test_what_can_not_be_merged_is_told_in_words(intake: Intake) -> None:
    first, second, third = [await told.customer(intake.agent) for _ in range(3)]
    nobody = await act(intake, first["id"], uuid4())
    assert (nobody["status_code"], nobody["errors"][0]["pointer"]) == (422, "/customer_id")
    assert nobody["code"] == "unknown_customer"
    assert (await act(intake, first["id"], first["id"]))["code"] == "same_customer"
    assert (await act(intake, first["id"], second["id"], "unmerge"))["code"] == "not_merged"
    assert (await act(intake, first["id"], second["id"]))["status_code"] == 200
    for into, other in ((first, second), (second, first), (second, third), (third, second)):
        answer = await act(intake, into["id"], other["id"])
        assert (answer["status_code"], answer["code"]) == (409, "customer_merged")
        assert first["id"] in answer["detail"]
    change = await intake.agent.patch(f"{CUSTOMERS}/{second['id']}", json={"tier": "key"})
    assert (change.status_code, change.json()["code"]) == (409, "customer_merged")
    assert (await act(intake, second["id"], first["id"], "unmerge"))["code"] == "customer_merged"
    assert (await act(intake, third["id"], second["id"], "unmerge"))["code"] == "not_merged"
    assert (await act(intake, uuid4(), first["id"]))["code"] == "customer_not_found"


@pytest.mark.rule("IN-11", "IN-12")
async def test_an_erased_file_is_not_merged(intake: Intake) -> None:
    first, second = [await told.customer(intake.agent, name=name) for name in ("甲", "乙")]
    erased = await intake.agent.post(f"{CUSTOMERS}/{second['id']}/erase", json={})
    assert erased.status_code == 200, erased.text
    for into, other in ((first, second), (second, first)):
        answer = await act(intake, into["id"], other["id"])
        assert (answer["status_code"], answer["code"]) == (409, "customer_erased")


@pytest.mark.rule("IN-11")
def test_no_table_that_names_a_customer_is_forgotten() -> None:
    """What stays with the file that it was about: its key, and what was shown, exported and erased of it."""
    stays = {"customer_keys", "customer_exports", "disclosures", "erasures", "export_parts", "reveals"}
    naming = {table.name for table in Base.metadata.tables.values() if "customer_id" in table.columns}
    assert naming - stays == {table.__tablename__ for table in (*OWNED, *COPIES)}


@pytest.mark.rule("IN-11")
async def test_two_who_merge_at_once_end_with_one_survivor(intake: Intake) -> None:
    first, second = [await told.customer(intake.agent, name=name) for name in ("甲", "乙")]
    unit = await told.unit(intake.agent, first["id"])
    both = await asyncio.gather(
        act(intake, first["id"], second["id"]), act(intake, second["id"], first["id"])
    )
    assert sorted(answer["status_code"] for answer in both) in ([200, 409], [200, 503])
    pointers = [(await get(intake, f"/customers/{one['id']}"))["merged_into"] for one in (first, second)]
    assert pointers in ([None, first["id"]], [second["id"], None])
    survivor = first if pointers[0] is None else second
    assert await ids(intake, "/units", customer_id=survivor["id"]) == {unit["id"]}
