"""Who listens, to what, and what nobody is let listen to (TMF630)."""

import pytest

from libs.common.webhooks.courier import Courier
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import imported
from tests.integration.intake.imports.test_kinds import TICKETS
from tests.integration.intake.tickets.house import QUOTE, Desk
from tests.integration.intake.tmf621.house import Partner
from tests.integration.intake.tmf621.receiver import Receiver
from tests.integration.intake.tmf621.test_statuses import REPORT, opened

pytestmark = pytest.mark.usefixtures("courier")


async def listen(intake: Intake, receiver: Receiver, query: str | None = None, role: str = "agent") -> str:
    asked = {"callback": receiver.url} | ({"query": query} if query else {})
    answer = await Partner(intake, role).ask("POST", "/hub", asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_listener_is_told_of_each_step(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    await listen(intake, receiver)
    client = Partner(intake)
    trouble = await client.open(severity="Major", externalId="A-1")
    await client.patch(trouble["id"], name="x")
    await client.patch(trouble["id"], status="pending", statusChangeReason="which one?")
    await client.patch(trouble["id"], status="cancelled")

    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == [
        "TroubleTicketCreateEvent",
        "TroubleTicketStatusChangeEvent",
        "TroubleTicketInformationRequiredEvent",
        "TroubleTicketStatusChangeEvent",
    ]
    assert receiver.statuses(trouble["id"]) == ["acknowledged", "pending", "pending", "cancelled"]
    created = receiver.heard[0]
    assert created["eventType"] == "TroubleTicketCreateEvent"
    assert created["correlationId"] == trouble["id"]
    assert created["event"]["troubleTicket"]["externalId"] == "A-1"
    assert len({message["eventId"] for message in receiver.heard}) == 4
    assert receiver.headers[0][""].startswith("POST /listener?of=tickets HTTP/1.1")
    assert receiver.headers[0]["host"] == f"127.0.0.1:{receiver.port}"


async def test_a_change_without_a_step_is_told_too(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    client = Partner(intake)
    trouble = await client.open()
    await intake.hear_itself()
    await client.patch(trouble["id"], note=[{"text": "请回电 13800138000"}])

    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == ["TroubleTicketCreateEvent", "TroubleTicketAttributeValueChangeEvent"]
    note = receiver.heard[1]["event"]["troubleTicket"]["note"][0]["text"]
    assert "13800138000" not in note


async def test_visits_and_reports_are_told_in_words_of_the_standard(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    desk = await Desk.open(intake)
    await intake.hear_itself()
    await desk.work()
    await courier.send_due()

    assert receiver.statuses(str(desk.id)) == ["acknowledged", "inProgress", "resolved", "resolved"]
    assert receiver.kinds()[-1] == "TroubleTicketResolvedEvent"


async def test_a_quote_asks_the_customer(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    await listen(intake, receiver, "eventType=TroubleTicketInformationRequiredEvent")
    ticket = await opened(intake, purchase_date="2015-01-01")
    await intake.agent.post(f"/intake/v1/tickets/{ticket}/quote", json=QUOTE)

    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == ["TroubleTicketInformationRequiredEvent"]
    assert receiver.heard[0]["fieldPath"] == "note"


async def test_old_tickets_that_are_imported_are_no_news(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    await listen(intake, receiver)
    await imported(intake, "tickets", TICKETS)
    await intake.hear_itself()
    await courier.send_due()
    assert receiver.heard == []

    (old,) = await Partner(intake).find("status=closed")
    assert old["statusChange"][-1]["status"] == "closed"
    await Partner(intake).patch(old["id"], status="acknowledged")
    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == ["TroubleTicketStatusChangeEvent"]


@pytest.mark.parametrize(
    ("query", "heard"),
    [
        ("eventType=TroubleTicketResolvedEvent", ["TroubleTicketResolvedEvent"]),
        ("eventType=TroubleTicketStatusChangeEvent&status=resolved", ["TroubleTicketStatusChangeEvent"]),
        ("event.troubleTicket.severity=Major&eventType=TroubleTicketCreateEvent",
         ["TroubleTicketCreateEvent"]),
        ("severity.ne=Major", []),
        ("creationDate.gt=2027-01-01T00:00:00Z", []),
        ("relatedParty.role=customer&eventType=TroubleTicketCreateEvent", ["TroubleTicketCreateEvent"]),
        ("eventType=TroubleTicketCreateEvent,TroubleTicketResolvedEvent",
         ["TroubleTicketCreateEvent", "TroubleTicketResolvedEvent"]),
    ],
)  # fmt: skip
async def test_a_query_chooses(
    intake: Intake, receiver: Receiver, courier: Courier, query: str, heard: list[str]
) -> None:
    await listen(intake, receiver, query)
    ticket = await opened(intake)
    await Partner(intake).patch(ticket, status="resolved", resolutionReport=REPORT)

    await intake.hear_itself()
    await courier.send_due()

    assert receiver.kinds() == heard


async def test_a_query_narrows(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    await listen(intake, receiver, "fields=status")
    await Partner(intake).open()

    await intake.hear_itself()
    await courier.send_due()

    assert set(receiver.heard[0]["event"]["troubleTicket"]) == {"id", "href", "status"}


@pytest.mark.parametrize(
    "callback",
    [
        "http://127.0.0.2/", "https://127.0.0.2/", "https://localhost/", "https://10.1.2.3/", "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
        "https://0x7f.2/", "https://2130706434/", "https://0.0.0.0/", "https://user:secret@example.com/",
        "https://example.com/#part", "ftp://example.com/", "example.com", "https://", "", "https://a b/",
        "https://exa\\mple.com/", "https://例子.测试/", "https://example.com:99999/", "https://224.0.0.1/",
    ],
)  # fmt: skip
async def test_nobody_makes_us_call_inside(intake: Intake, callback: str) -> None:
    answer = await Partner(intake).ask("POST", "/hub", {"callback": callback})

    assert answer.status_code == 400, answer.text
    assert answer.json()["message"].startswith("/callback")


@pytest.mark.parametrize("query", ["colour=red", "fields=colour", "&".join(["status=a"] * 30)])
async def test_a_query_that_says_nothing_is_refused(intake: Intake, receiver: Receiver, query: str) -> None:
    answer = await Partner(intake).ask("POST", "/hub", {"callback": receiver.url, "query": query})

    assert answer.status_code == 400, answer.text


async def test_who_has_left_hears_no_more(intake: Intake, receiver: Receiver, courier: Courier) -> None:
    subscription = await listen(intake, receiver)
    client = Partner(intake)
    await client.open()
    await intake.hear_itself()

    assert (await client.ask("DELETE", f"/hub/{subscription}")).status_code == 204
    await client.open()
    await intake.hear_itself()
    await courier.send_due()

    assert receiver.asked == 0
    assert (await client.ask("DELETE", f"/hub/{subscription}")).status_code == 404


async def test_the_same_listener_subscribes_once(intake: Intake, receiver: Receiver) -> None:
    await listen(intake, receiver)

    again = await Partner(intake).ask("POST", "/hub", {"callback": receiver.url})

    assert (again.status_code, again.json()["code"]) == (409, "subscribed_already")
    await listen(intake, receiver, "status=closed")


@pytest.mark.rule("XC-05")
async def test_listeners_are_their_owners(intake: Intake, receiver: Receiver) -> None:
    mine = await listen(intake, receiver, role="admin")
    agent, admin = Partner(intake), Partner(intake, "admin")

    assert (await agent.ask("GET", f"/hub/{mine}")).status_code == 403
    assert (await agent.ask("DELETE", f"/hub/{mine}")).status_code == 403
    assert (await agent.ask("GET", f"/hub/{mine}/deliveries")).status_code == 403
    assert (await agent.ask("GET", "/hub")).json()["items"] == []
    assert [one["id"] for one in (await admin.ask("GET", "/hub")).json()["items"]] == [mine]
    assert "secret" not in (await admin.ask("GET", f"/hub/{mine}")).json()
    manager = Partner(intake, "service_manager")
    own = await listen(intake, receiver, role="service_manager")
    assert [one["id"] for one in (await manager.ask("GET", "/hub")).json()["items"]] == [own]
    assert (await manager.ask("DELETE", f"/hub/{mine}")).status_code == 403
    assert (await manager.ask("DELETE", f"/hub/{own}")).status_code == 204
    for role in ("partner", "finance", "auditor", "technician"):
        refused = await Partner(intake, role).ask("POST", "/hub", {"callback": receiver.url})
        assert refused.status_code == 403
