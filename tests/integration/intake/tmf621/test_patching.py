"""A merge patch of what may be patched (RFC 7396, TMF630)."""

from typing import Any

import pytest
from sqlalchemy import text

from libs.common.ids import new_id
from tests.integration.intake.house import Intake
from tests.integration.intake.tmf621.house import PATH, Partner


async def test_facts_are_the_tickets_own(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()

    changed = await client.patch(
        trouble["id"], description="漏水", priority="Critical", severity="Critical", name="冰箱漏水"
    )

    assert (changed["description"], changed["priority"], changed["severity"]) == (
        "漏水",
        "Critical",
        "Critical",
    )
    ours = (await intake.agent.get(f"/intake/v1/tickets/{trouble['id']}")).json()
    assert (ours["fault"]["text"], ours["priority"]) == ("漏水", "urgent")


async def test_a_word_of_priority_holds_until_the_desk_changes_it(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open(priority="Critical")
    await intake.agent.patch(f"/intake/v1/tickets/{trouble['id']}", json={"priority": "normal"})

    assert (await client.read(trouble["id"]))["priority"] == "Medium"
    assert await client.find("priority=Critical") == []


async def test_null_takes_away_what_can_be_without(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open(
        externalId="A-1", name="x", channel={"id": "web"}, attachment=[{"url": "a://b"}]
    )

    changed = await client.patch(trouble["id"], externalId=None, name=None, channel=None, attachment=None)

    assert {"externalId", "name", "channel", "attachment"}.isdisjoint(changed)


async def test_notes_are_added_and_stay(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open(note=[{"text": "first", "author": "ACME"}])

    changed = await client.patch(trouble["id"], note=[{"text": "second"}])

    assert [(note["author"], note["text"]) for note in changed["note"]] == [
        ("ACME", "first"),
        ("agent", "second"),
    ]
    first = changed["note"][0] | {"text": "other"}
    assert (await client.patch(trouble["id"], expect=409, note=[first]))["code"] == "note_is_on_record"
    again = await client.patch(trouble["id"], note=changed["note"])
    assert again["note"] == changed["note"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"id": "x"}, 400, "invalid"),
        ({"creationDate": "2026-03-02T02:00:00Z"}, 400, "invalid"),
        ({"lastUpdate": "2026-03-02T02:00:00Z"}, 400, "invalid"),
        ({"description": None}, 400, "invalid"),
        ({"status": "broken"}, 400, "invalid"),
        ({"statusChangeReason": "because"}, 400, "invalid"),
        ({"priority": "sometime"}, 400, "invalid"),
        ({"ticketType": "installation"}, 409, "kind_is_fixed"),
        ({"relatedParty": [{"id": str(new_id()), "role": "customer"}]}, 409, "customer_is_fixed"),
        ({"relatedEntity": [{"id": str(new_id()), "role": "product"}]}, 409, "customer_is_fixed"),
        ({"note": [{"text": "x"}] * 101}, 400, "invalid"),
        ({"name": "x" * 300}, 400, "invalid"),
        ({"resolutionReport": {"cause": "x"}}, 400, "invalid"),
    ],
)
async def test_what_may_not_be_patched_changes_nothing(
    intake: Intake, changes: dict[str, Any], status: int, code: str
) -> None:
    client = Partner(intake)
    trouble = await client.open()

    refused = await client.patch(trouble["id"], expect=status, **changes)

    assert refused["code"] == code
    assert await client.read(trouble["id"]) == trouble


async def test_all_of_a_patch_or_nothing(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()

    await client.patch(trouble["id"], expect=409, description="漏水", name="x", status="closed")

    assert await client.read(trouble["id"]) == trouble


async def test_a_ticket_that_has_ended_takes_notes_only(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()
    await client.patch(trouble["id"], status="cancelled")

    assert (await client.patch(trouble["id"], note=[{"text": "later"}]))["note"][0]["text"] == "later"
    assert (await client.patch(trouble["id"], expect=409, description="x"))["code"] == "ticket_ended"


async def test_a_stale_client_is_told(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()
    read = await client.ask("GET", f"/troubleTicket/{trouble['id']}")
    await client.patch(trouble["id"], name="x")

    answer = await client.ask(
        "PATCH", f"/troubleTicket/{trouble['id']}", {"name": "y"}, **{"If-Match": read.headers["etag"]}
    )

    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


async def test_a_merge_patch_has_its_own_media_type(intake: Intake) -> None:
    trouble = await Partner(intake).open()
    path = f"{PATH}/{trouble['id']}"

    for media_type, status in {"application/merge-patch+json": 200, "text/plain": 415}.items():
        answer = await intake.http.patch(path, content='{"name": "x"}', headers={"Content-Type": media_type})
        assert answer.status_code == status, answer.text


@pytest.mark.rule("XC-06")
async def test_what_a_client_said_is_audited(intake: Intake) -> None:
    client = Partner(intake)
    trouble = await client.open()
    await client.patch(trouble["id"], name="x")

    async with intake.database.transaction() as session:
        rows = await session.execute(
            text("SELECT entry FROM audit WHERE aggregate = 'TroubleTicket' ORDER BY version")
        )
        entries = [row.entry for row in rows]
    assert [(entry["verb"], entry["who"]) for entry in entries] == [
        ("register", "agent"),
        ("change", "agent"),
    ]
    assert "name" in entries[1]["changes"]
