"""Charging fraud: its grounds, its evidence, what is due for it (CO-18, story 2)."""

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from libs.common.events import complaints as events
from libs.common.events import dispatch, intake
from libs.common.events.envelope import Event
from libs.common.ids import new_id
from tests.integration.complaints.house import Complaints, of_visit, paid

OFF_LIST = {"ground": "fee_not_on_list", "service_fee": {"amount": "90.00", "currency": "CNY"}}


@pytest.mark.rule("CO-18", "CO-09")
async def test_story_2_work_charged_without_consent_costs_three_times_the_fee(complaints: Complaints) -> None:
    ticket = new_id()
    withheld = intake.ConsentRecorded(given=False, how="phone", amount=Decimal(240), currency="CNY")
    await complaints.hear(withheld, of=ticket)
    await complaints.hear(charged(ticket, "240.00"))
    case = await complaints.complaint(ticket_id=str(ticket), cause_code="improper_charging")

    fee = {"amount": "240.00", "currency": "CNY"}
    found = await complaints.act(
        case, ("service_manager", "fraud-finding", {"ground": "no_consent", "service_fee": fee})
    )

    assert found["decision"]["amount"] == {"amount": "720.00", "currency": "CNY"}
    assert found["decision"]["level"] == "deputy_gm"
    assert found["fraud"]["evidence"]["without_consent"]["amount"] == "240.00"
    assert await complaints.refused("service_manager", f"/complaints/{case}/approve", expect=403) == (
        "own_proposal"
    )
    approved = await complaints.act(case, ("deputy_gm", "approve"))
    assert (approved["status"], approved["decision"]["approved_role"]) == ("approved", "deputy_gm")
    assert [(one.due, one.ticket_id) for one in await complaints.told(events.FraudFound)] == [(720, ticket)]


@pytest.mark.rule("CO-18", "XC-02")
@pytest.mark.parametrize("consent_heard_first", [True, False])
async def test_consent_on_record_before_the_charge_contradicts_the_finding(
    complaints: Complaints, consent_heard_first: bool
) -> None:
    ticket = new_id()
    given = intake.ConsentRecorded(given=True, how="phone", amount=Decimal(240), currency="CNY")
    heard = [complaints.event(given, ticket)]
    await complaints.move(hours=1)
    heard.append(complaints.event(charged(ticket, "240.00"), new_id()))
    for event in heard if consent_heard_first else reversed(heard):
        await complaints.deliver(event)
    case = await complaints.complaint(ticket_id=str(ticket))

    fee = {"amount": "240.00", "currency": "CNY"}
    finding = {"ground": "no_consent", "service_fee": fee}

    path = f"/complaints/{case}/fraud-finding"
    assert await complaints.refused("service_manager", path, finding) == "consent_was_given"
    finding["ground"] = "part_not_replaced"
    assert (await complaints.post("service_manager", path, finding))["fraud"]["ground"] == "part_not_replaced"


@pytest.mark.rule("CO-18", "CO-12")
async def test_a_complaint_in_which_fraud_was_found_is_established(complaints: Complaints) -> None:
    case = await complaints.complaint()
    finding = {"ground": "part_not_replaced", "service_fee": {"amount": "90.00", "currency": "CNY"}}
    await complaints.act(case, ("service_manager", "fraud-finding", finding))

    path = f"/complaints/{case}/not-established"
    assert await complaints.refused("service_manager", path, {"reason": "无异常"}) == "verdicts_contradict"


@pytest.mark.rule("CO-18")
async def test_an_invoice_mailed_later_is_no_second_charge(complaints: Complaints) -> None:
    ticket = new_id()
    on_site = charged(ticket, "240.00")
    visit = (await complaints.hear(on_site)).subject
    await complaints.move(hours=1)
    late_word = intake.ConsentRecorded(given=True, how="phone", amount=Decimal(240), currency="CNY")
    await complaints.hear(late_word, of=ticket)
    await complaints.move(days=1)
    same = msgspec.structs.asdict(on_site)
    del same["receipt_no"]
    invoice = dispatch.ChargeInvoiced(**same, number="I-1", collector="finance")
    await complaints.hear(invoice, of=visit)
    case = await complaints.complaint(ticket_id=str(ticket))

    fee = {"amount": "240.00", "currency": "CNY"}
    finding = {"ground": "no_consent", "service_fee": fee}
    found = await complaints.act(case, ("service_manager", "fraud-finding", finding))

    evidence = found["fraud"]["evidence"]
    assert (evidence["charged"], evidence["without_consent"], len(evidence["events"])) == (fee, fee, 2)


@pytest.mark.rule("CO-18")
async def test_after_fraud_no_remedy_gives_less_than_three_times_the_fee(complaints: Complaints) -> None:
    case = await complaints.complaint(cause_code="improper_charging")
    finding = {"ground": "fee_not_on_list", "service_fee": {"amount": "120.00", "currency": "CNY"}}
    await complaints.act(case, ("service_manager", "fraud-finding", finding))

    code = await complaints.refused("agent", f"/complaints/{case}/remedy", paid("359.99"))
    await complaints.act(case, ("agent", "remedy", paid("360.00")), ("service_manager", "approve"))

    assert code == "below_fraud_due"


@pytest.mark.rule("CO-18")
async def test_fees_that_the_public_list_lacks_are_evidence(complaints: Complaints) -> None:
    ticket = new_id()
    await complaints.hear(charged(ticket, "90.00", labour=True, extra=False))
    case = await complaints.complaint(ticket_id=str(ticket))

    found = await complaints.act(case, ("service_manager", "fraud-finding", OFF_LIST))

    assert found["fraud"]["evidence"]["not_on_list"] == ["extra"]


@pytest.mark.rule("CO-18")
@pytest.mark.parametrize(
    ("listed", "contradicted"), [([True], True), ([True, None], False), ([True, False], False), ([], False)]
)
async def test_a_fee_on_the_public_list_is_no_fee_beside_it(
    complaints: Complaints, listed: list[bool | None], contradicted: bool
) -> None:
    ticket = new_id()
    names = {f"fee {number}": one for number, one in enumerate(listed)}
    await complaints.hear(charged(ticket, "90.00", **names))
    path = f"/complaints/{await complaints.complaint(ticket_id=str(ticket))}/fraud-finding"

    if contradicted:
        assert await complaints.refused("service_manager", path, OFF_LIST) == "fee_was_listed"
    else:
        await complaints.post("service_manager", path, OFF_LIST)


@pytest.mark.rule("CO-18", "XC-02")
@pytest.mark.parametrize("charge_heard_first", [True, False])
async def test_parts_charged_that_no_report_names_are_evidence(
    complaints: Complaints, charge_heard_first: bool
) -> None:
    ticket = new_id()
    lines = tuple(
        dispatch.ChargedLine(kind="part", name=name, quantity=1, unit_price=Decimal(45))
        for name in ("compressor", "fan")
    )
    heard: list[Event] = [
        msgspec.structs.replace(charged(ticket, "90.00"), lines=lines),
        dispatch.PartReplaced(
            **of_visit(ticket), part="fan", old_returned=True, replaced_on=complaints.now.date()
        ),
    ]
    for event in heard if charge_heard_first else reversed(heard):
        await complaints.hear(event)
    case = await complaints.complaint(ticket_id=str(ticket))

    finding = OFF_LIST | {"ground": "part_not_replaced"}
    found = await complaints.act(case, ("service_manager", "fraud-finding", finding))

    assert found["fraud"]["evidence"]["not_in_reports"] == ["compressor"]


def charged(ticket: UUID, amount: str, **listed: bool | None) -> dispatch.ChargeCollected:
    """`listed`: for each fee by name whether it is on the public price list."""
    lines = tuple(
        dispatch.ChargedLine(kind="labour", name=name, quantity=1, unit_price=Decimal(45), listed=on_list)
        for name, on_list in listed.items()
    )
    return dispatch.ChargeCollected(
        **of_visit(ticket),
        charge_id=new_id(),
        amount=Decimal(amount),
        currency="CNY",
        receipt_no="R-1",
        lines=lines,
    )
