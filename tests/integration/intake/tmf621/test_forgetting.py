"""Whoever is forgotten is forgotten here too (IN-12)."""

import pytest

from libs.common.webhooks.courier import Courier
from tests.integration.intake import told
from tests.integration.intake.house import Intake
from tests.integration.intake.tmf621.house import Partner
from tests.integration.intake.tmf621.receiver import Receiver
from tests.integration.intake.tmf621.test_hub import listen


@pytest.mark.rule("IN-12")
async def test_what_was_said_of_a_person_is_erased_with_the_person(
    intake: Intake, receiver: Receiver, courier: Courier
) -> None:
    subscription, client = await listen(intake, receiver), Partner(intake)
    customer = await told.customer(intake.agent)
    trouble = await client.open(
        name="王芳的冰箱",
        note=[{"text": "王芳 13800138000"}],
        relatedParty=[
            {"id": customer["id"], "role": "customer"},
            {"id": "7", "name": "王芳", "role": "reporter"},
        ],
    )
    await client.patch(trouble["id"], status="cancelled", statusChangeReason="王芳改变主意")
    receiver.answers.extend([500] * 2)
    await intake.hear_itself()
    await courier.send_due()

    await intake.post("agent", f"/customers/{customer['id']}/erase")

    left = await client.read(trouble["id"])
    assert "王芳" not in str(left)
    assert {"name", "note"}.isdisjoint(left)
    path = f"/hub/{subscription}"
    assert (await client.ask("POST", f"{path}/replay", {})).json() == {"again": 0}
    await intake.move(days=1)
    await courier.send_due()
    assert receiver.heard == []
