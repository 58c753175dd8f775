"""The trouble ticket resource: created, read, found, in the standard's form (TMF621 v4)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tmf621.house import PATH, TROUBLE, Partner


async def test_what_the_standard_asks_for_is_enough(intake: Intake) -> None:
    trouble = await Partner(intake).open()

    assert trouble["href"] == f"{PATH}/{trouble['id']}"
    assert trouble["description"] == "不制冷"
    assert (trouble["severity"], trouble["ticketType"], trouble["priority"]) == (
        "Major",
        "incident",
        "Medium",
    )
    assert trouble["status"] == "acknowledged"
    assert trouble["creationDate"] == trouble["statusChangeDate"] == "2026-03-02T02:00:00Z"
    assert [change["status"] for change in trouble["statusChange"]] == ["acknowledged"]
    assert {trouble["@type"], trouble["@baseType"]} == {"TroubleTicket", "Entity"}
    assert "@schemaLocation" not in trouble


async def test_an_address_may_end_with_a_slash(intake: Intake) -> None:
    """TM Forum's own test kit asks so."""
    client = Partner(intake)
    opened = await client.ask("POST", "/troubleTicket/", TROUBLE)
    refused = await client.ask("POST", "/troubleTicket/", TROUBLE | {"note": {"author": "A"}})
    found = await client.ask("GET", f"/troubleTicket/{opened.json()['id']}/")

    assert (opened.status_code, refused.status_code, found.status_code) == (201, 400, 200)
    assert found.json() == opened.json()


@pytest.mark.rule("IN-04")
async def test_what_the_standard_does_not_carry_is_named_as_unknown(intake: Intake) -> None:
    trouble = await Partner(intake).open()

    ticket = (await intake.agent.get(f"/intake/v1/tickets/{trouble['id']}")).json()
    assert (ticket["kind"], ticket["fault"]["text"]) == ("repair", "不制冷")
    assert set(ticket["unknown"]) == {
        "name", "phone", "address", "model", "specification", "purchase_date", "purchase_place",
    }  # fmt: skip


async def test_customer_and_product_are_ours(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"])
    party = {"id": customer["id"], "role": "customer", "@referredType": "Customer"}
    owner = {"id": "ACME", "name": "ACME 电信", "role": "originator", "@referredType": "Organization"}
    product = {"id": unit["id"], "role": "product", "@referredType": "Product"}

    trouble = await Partner(intake).open(relatedParty=[owner, party], relatedEntity=[product])

    ticket = (await intake.agent.get(f"/intake/v1/tickets/{trouble['id']}")).json()
    assert (ticket["customer_id"], ticket["unit_id"], ticket["unknown"]) == (customer["id"], unit["id"], [])
    assert [one["id"] for one in trouble["relatedParty"]] == [customer["id"], "ACME"]
    assert trouble["relatedEntity"][0]["id"] == unit["id"]


async def test_a_product_may_be_named_by_its_serial_number(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], serial="SN-77")
    product = {"id": "sn77", "role": "product", "@referredType": "Product"}

    trouble = await Partner(intake).open(relatedEntity=[product])

    assert trouble["relatedEntity"][0]["id"] == unit["id"]
    assert trouble["relatedParty"][0]["id"] == customer["id"]


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"description": None}, "invalid", "/description"),
        ({"severity": ""}, "invalid", "/severity"),
        ({"ticketType": "complaint"}, "complaint_is_no_ticket", "/ticketType"),
        ({"status": "closed"}, "invalid", "/status"),
        ({"priority": "sometime"}, "invalid", "/priority"),
        ({"nonsense": 1}, "invalid", "/nonsense"),
        ({"requestedResolutionDate": "tomorrow"}, "invalid", "/requestedResolutionDate"),
        ({"description": "a\0b"}, "invalid", "/description"),
        ({"relatedParty": [{"id": "nobody", "role": "customer"}]}, "unknown_customer", "/relatedParty/0/id"),
        (
            {"relatedEntity": [{"id": str(new_id()), "role": "product"}]},
            "unknown_product",
            "/relatedEntity/0/id",
        ),
        ({"note": [{"author": "me"}]}, "invalid", "/note/0/text"),
    ],
)
async def test_what_is_not_valid_is_a_400_in_the_form_of_the_standard(
    intake: Intake, changes: dict[str, Any], code: str, where: str
) -> None:
    answer = await Partner(intake).ask(
        "POST", "/troubleTicket", TROUBLE | changes, **{"Accept-Language": "en"}
    )

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()
    assert (error["code"], error["status"], error["@type"]) == (code, "400", "Error")
    assert error["message"].startswith(where)
    assert error["reason"]
    answer = await Partner(intake).ask("POST", "/troubleTicket", TROUBLE | changes)
    for fault in answer.json()["message"].split("; "):
        assert not fault.isascii(), fault


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", f"/troubleTicket/{UUID(int=1)}", 404),
        ("PUT", "/troubleTicket", 405),
        ("DELETE", f"/troubleTicket/{UUID(int=1)}", 405),
    ],
)
async def test_what_is_not_there_is_told_in_the_form_of_the_standard(
    intake: Intake, method: str, path: str, status: int
) -> None:
    answer = await Partner(intake).ask(method, path)

    assert answer.status_code == status
    assert answer.json()["status"] == str(status)


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize(
    ("role", "reads", "opens"), [("auditor", 200, 403), ("partner", 403, 403), ("technician", 403, 403)]
)
async def test_a_client_may_what_its_role_may(intake: Intake, role: str, reads: int, opens: int) -> None:
    client = Partner(intake, role)

    assert (await client.ask("GET", "/troubleTicket")).status_code == reads
    refused = await client.ask("POST", "/troubleTicket", TROUBLE)
    assert (refused.status_code, refused.json()["code"]) == (opens, "forbidden")


async def test_who_is_not_signed_in_hears_it_in_the_form_of_the_standard(intake: Intake) -> None:
    answer = await intake.http.get(PATH, headers={"Authorization": ""})

    assert (answer.status_code, answer.json()["status"]) == (401, "401")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.rule("IN-12")
async def test_free_text_and_names_are_masked_for_roles_that_need_not_know(intake: Intake) -> None:
    party = {"id": "7", "name": "张三丰", "role": "reporter"}
    trouble = await Partner(intake).open(
        description="请回电 13800138000", note=[{"text": "或 13900139000"}], relatedParty=[party]
    )

    seen = await Partner(intake, "auditor").read(trouble["id"])

    assert "13800138000" in trouble["description"]
    assert "13800138000" not in seen["description"]
    assert "13900139000" not in seen["note"][0]["text"]
    assert seen["relatedParty"][1]["name"] == "张*"


async def test_fields_choose_the_attributes(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()

    assert set(await client.read(trouble["id"], "?fields=status,note.text")) == {"id", "href", "status"}
    assert set(await client.read(trouble["id"], "?fields=none")) == {"id", "href"}
    assert (await client.ask("GET", f"/troubleTicket/{trouble['id']}?fields=colour")).status_code == 400


async def test_pages_tell_of_the_whole(intake: Intake) -> None:
    client = Partner(intake)
    made = [(await client.open())["id"] for _ in range(5)]

    answer = await client.ask("GET", "/troubleTicket?offset=2&limit=2&fields=id")

    assert answer.status_code == 206
    assert (answer.headers["x-total-count"], answer.headers["x-result-count"]) == ("5", "2")
    assert [one["id"] for one in answer.json()] == made[::-1][2:4]
    links = {part.split('"')[1]: part.split(">")[0].strip(" <") for part in answer.headers["link"].split(",")}
    offsets = {rel: parse_qs(urlsplit(link).query)["offset"] for rel, link in links.items()}
    assert offsets == {"first": ["0"], "last": ["4"], "prev": ["0"], "next": ["4"]}
    whole = await client.ask("GET", "/troubleTicket?limit=5")
    assert (whole.status_code, len(whole.json())) == (200, 5)
    beyond = await client.ask("GET", "/troubleTicket?offset=50")
    assert (beyond.status_code, beyond.json()) == (206, [])


async def test_lists_are_filtered_by_what_is_shown(intake: Intake) -> None:
    client = Partner(intake)
    one = await client.open(externalId="A-1", severity="Critical", name="冰箱", channel={"id": "web"})
    other = await client.open(externalId="A-2", ticketType="question")
    customer = one["relatedParty"][0]["id"]
    found = {
        "externalId=A-1": [one],
        "externalId=A-1,A-2": [other, one],
        "externalId.ne=A-1": [other],
        "severity=Critical": [one],
        "priority=High": [one],
        "priority=Medium&severity=Major": [other],
        "ticketType=question": [other],
        "channel.id=web": [one],
        "channel.id.ne=web": [other],
        f"relatedParty.id={customer}": [one],
        f"id={other['id']}": [other],
        "status=acknowledged&name=冰箱": [one],
        "status=closed,cancelled": [],
        "creationDate.gte=2026-03-02T02:00:00Z": [other, one],
        "creationDate.gt=2026-03-02T02:00:00Z": [],
        "creationDate%3E2026-03-01": [other, one],
        "creationDate%3C=2026-03-02": [],
        "creationDate=2026-03-02T10:00:00+08:00": [other, one],
        "sort=creationDate": [one, other],
        "sort=-id": [other, one],
    }

    for query, expected in found.items():
        assert [each["id"] for each in await client.find(query)] == [each["id"] for each in expected], query


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "severity.gt=Minor", "creationDate.gt=soon", "sort=colour", "limit=0", "limit=201",
        "offset=-1", "offset=99999999", "fields=colour", "status=%00", "&".join(["severity=a"] * 30),
    ],
)  # fmt: skip
async def test_a_filter_that_says_nothing_is_a_400(intake: Intake, query: str) -> None:
    answer = await Partner(intake).ask("GET", f"/troubleTicket?{query}")

    assert answer.status_code == 400, answer.text
    assert answer.json()["message"].startswith("/")


async def test_tickets_of_the_desk_are_trouble_tickets_too(intake: Intake) -> None:
    customer = await told.customer(intake.agent)
    ticket = await told.ticket(
        intake.agent, customer["id"], None, kind="consultation", safety=True, priority="urgent"
    )

    trouble = await Partner(intake).read(ticket["id"])

    assert (trouble["severity"], trouble["priority"], trouble["ticketType"]) == (
        "Critical",
        "High",
        "consultation",
    )
    assert [one["id"] for one in await Partner(intake).find("severity=Critical")] == [ticket["id"]]


async def test_the_same_key_opens_one_ticket(intake: Intake) -> None:
    client = Partner(intake)

    answers = [
        await client.ask("POST", "/troubleTicket", TROUBLE, **{"Idempotency-Key": "k-1"}) for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert len(await client.find()) == 1
    other = await client.ask(
        "POST", "/troubleTicket", TROUBLE | {"severity": "x"}, **{"Idempotency-Key": "k-1"}
    )
    assert (other.status_code, other.json()["code"]) == (400, "idempotency_key_reused")


async def test_the_last_update_is_followed(intake: Intake) -> None:
    client = Partner(intake)
    old, new = await client.open(), await client.open()
    await intake.hear_itself()
    await intake.move(minutes=5)
    await client.patch(new["id"], name="again")
    await intake.hear_itself()

    since = (datetime(2026, 3, 2, 2, 0, tzinfo=UTC) + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert [one["id"] for one in await client.find(f"lastUpdate.gt={since}")] == [new["id"]]
    assert (await client.read(old["id"]))["lastUpdate"] == "2026-03-02T02:00:00Z"
