"""Customers, units, contracts and old tickets come in from files (IN-14)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from libs.common import audit
from libs.common.act import Act, Actor
from libs.common.copying import made
from libs.common.events import intake as events
from libs.common.ids import new_id
from services.intake.customers.models import Customer
from services.intake.imports.making.chunk import Chunk, MergedMeanwhile
from services.intake.units.models import Unit
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import imported

CUSTOMERS = """姓名,手机号,地址,等级,会员
王芳,138 0013 8000,上海市南京东路 1 号,重点,是
李强,021-62341234 转 12,北京市长安街 2 号,,否
"""


@pytest.mark.rule("IN-14")
async def test_customers_come_in_like_any_others(intake: Intake) -> None:
    done = await imported(intake, "customers", CUSTOMERS)

    assert (done["status"], done["rows"], done["imported"], done["invalid"]) == ("done", 2, 2, 0)
    assert done["progress"] == 1
    found = (await intake.get("/customers?phone=13800138000"))["items"]
    assert [(one["tier"], one["member"]) for one in found] == [("key", True)]
    assert len(await intake.told(events.CustomerRegistered)) == 2


@pytest.mark.rule("IN-14")
async def test_units_bring_their_customers(intake: Intake) -> None:
    rows = (
        "SN-1,冰箱,BCD-500,2025-05-01,王芳,13800138000,99.50\nSN-2,洗衣机,,,王芳,13800138000,\nSN-3,pc,,,,,\n"
    )
    done = await imported(intake, "units", "机身号,类别,型号,购买日期,客户名称,电话,价格\n" + rows)

    assert done["imported"] == 3
    units = {unit["serial"]: unit for unit in (await intake.get("/units"))["items"]}
    assert units["SN-1"]["customer_id"] == units["SN-2"]["customer_id"] != units["SN-3"]["customer_id"]
    assert units["SN-1"]["price"] == {"amount": "99.50", "currency": "CNY"}
    assert len(await intake.told(events.UnitRegistered)) == 3


@pytest.mark.rule("IN-14")
async def test_a_serial_belongs_to_one_customer(intake: Intake) -> None:
    header = "serial,category,customer_name,phone\n"
    await imported(intake, "units", f"{header}SN-1,pc,王芳,13800138000\n")

    done = await imported(intake, "units", f"{header}SN-1,pc,李强,13900139000\nSN-1,pc,王芳,13800138000\n")

    assert (done["imported"], done["unchanged"], done["invalid"]) == (0, 1, 1)


@pytest.mark.rule("IN-14")
async def test_contracts_are_signed_like_any_others(intake: Intake) -> None:
    await imported(intake, "units", "serial,category,customer_name\nSN-1,pc,甲\nSN-2,pc,甲\nSN-3,pc,乙\n")
    rows = [
        "K-1,2026-01-01,2026-01-01,2026-12-31,SN-1; SN-2,4",
        "K-2,2026-01-01,2026-01-01,2026-12-31,SN-9,",
        "K-3,2026-01-01,2026-01-01,2026-12-31,SN-1;SN-3,",
        "K-4,2026-01-01,2026-12-31,2026-01-01,SN-1,",
    ]
    file = "合同编号,签订日期,开始日期,结束日期,机身号,响应时间\n" + "\n".join(rows) + "\n"

    done = await imported(intake, "contracts", file)

    assert (done["imported"], done["invalid"]) == (1, 3)
    (contract,) = (await intake.get("/contracts"))["items"]
    assert (contract["number"], contract["response_hours"], len(contract["unit_ids"])) == ("K-1", 4, 2)
    assert len(await intake.told(events.ContractSigned)) == 1
    assert (await imported(intake, "contracts", file))["unchanged"] == 1


@pytest.mark.rule("IN-14", "PO-04")
async def test_contracts_of_one_customer_are_told_one_after_the_other(intake: Intake) -> None:
    await imported(intake, "units", "serial,category,customer_name\nSN-1,pc,甲\nSN-2,pc,甲\nSN-3,pc,乙\n")
    rows = [f"K-{n},2026-01-01,2026-01-01,2030-12-31,SN-{n},6" for n in (1, 2, 3)]
    file = "number,signed_on,from,to,serials,inspection_months\n" + "\n".join(rows) + "\n"

    assert (await imported(intake, "contracts", file))["imported"] == 3

    told = await intake.told(events.ContractSigned)
    assert sorted(event.number for event in told) == ["K-1", "K-2", "K-3"]
    async with intake.database.transaction() as session:
        assert await audit.verify(session) == []
        versions = await session.execute(_VERSIONS)
        assert versions.scalars().all() == [1 + 1 + 1, 1 + 2 + 2]
        kinds = (await session.execute(_APPOINTED)).scalars().all()
    assert kinds == ["contracts.ended", "contracts.ending", "inspections.by_contract"]


_VERSIONS = text("SELECT version FROM customers ORDER BY version")
_APPOINTED = text("SELECT kind FROM timers GROUP BY kind HAVING count(*) = 3 ORDER BY kind")


async def test_nobody_signs_for_who_was_erased(intake: Intake) -> None:
    await imported(intake, "units", "serial,category,customer_name\nSN-1,pc,甲\n")
    async with intake.database.transaction() as session:
        await session.execute(text("UPDATE customers SET erased_at = now()"))

    header = "number,signed_on,from,to,serials\n"
    done = await imported(intake, "contracts", f"{header}K-1,2026-01-01,2026-01-01,2026-12-31,SN-1\n")

    assert (done["imported"], done["invalid"]) == (0, 1)


async def test_who_was_merged_since_the_look_up_is_looked_up_again(intake: Intake) -> None:
    await imported(intake, "customers", "name\n甲\n乙\n")
    async with intake.database.transaction() as session:
        one, other = (await session.scalars(select(Customer).order_by(Customer.id))).all()
        one.merged_into = other.id

    chunk = Chunk()
    chunk.add_unit(made(Unit, id=new_id(), customer_id=one.id, category="pc"))

    with pytest.raises(MergedMeanwhile):
        async with intake.database.transaction() as session:
            await chunk.write(session, ACT)


ACT = Act(actor=Actor.service("intake"), now=datetime(2026, 11, 23, tzinfo=UTC), request_id="", source="")


TICKETS = """单号,受理日期,完成日期,故障描述,机身号,客户名称,电话,状态,处理结果,服务类型,费用
WO-71501,2024-05-01,2024/5/3,不制冷,SN-1,王芳,13800138000,已完成,修复,有偿,120.50
WO-82602,2024-06-01 09:30,,不启动,SN-1,王芳,13800138000,已取消,,,
"""


@pytest.mark.rule("IN-14")
async def test_old_tickets_keep_their_number_and_what_was_decided(intake: Intake) -> None:
    done = await imported(intake, "tickets", TICKETS)

    assert (done["imported"], done["invalid"]) == (2, 0)
    (first,) = (await intake.get("/tickets?number=WO-71501"))["items"]
    assert (first["status"], first["outcome"], first["service_type"]) == ("closed", "repaired", "A")
    assert first["charge"] == {"state": "settled", "amount": {"amount": "120.50", "currency": "CNY"}}
    assert (first["opened_at"], first["closed_at"]) == ("2024-04-30T16:00:00Z", "2024-05-02T16:00:00Z")
    (second,) = (await intake.get("/tickets?number=WO-82602"))["items"]
    assert (second["status"], second["opened_at"]) == ("cancelled", "2024-06-01T01:30:00Z")
    assert (await imported(intake, "tickets", TICKETS))["unchanged"] == 2


@pytest.mark.rule("IN-14")
async def test_an_old_ticket_stands_in_the_timeline_and_can_be_opened_again(intake: Intake) -> None:
    await imported(intake, "tickets", TICKETS)
    await intake.hear_itself()

    (ticket,) = (await intake.get("/tickets?number=WO-71501"))["items"]
    told_ = await intake.get(f"/customers/{ticket['customer_id']}/timeline")
    assert [item["type"] for item in told_["items"]].count("TicketImported") == 2
    again = await intake.post(
        "agent", f"/tickets/{ticket['id']}/reopen", {"reason": "again", "same_fault": True}
    )
    assert again["status"] == "open"


@pytest.mark.rule("IN-14")
async def test_a_serial_is_the_same_in_whatever_case_width_and_joints(intake: Intake) -> None:
    owner = "王芳,13800138000"
    await imported(intake, "units", f"serial,category,customer_name,phone\nSN-1 a,pc,{owner}\n")

    again = await imported(
        intake, "units", f"serial,category,customer_name,phone\nsn1A,pc,{owner}\n-,pc,{owner}\n/,pc,{owner}\n"
    )
    assert (again["imported"], again["unchanged"]) == (2, 1)
    terms = "number,signed_on,from,to,serials\nK-1,2026-01-01,2026-01-01,2026-12-31,ＳＮ１Ａ\n"
    assert (await imported(intake, "contracts", terms))["imported"] == 1
    tickets = "number,opened,fault,serial\nW-1,2024-05-01,不制冷,SN 1-A\n"
    assert (await imported(intake, "tickets", tickets))["imported"] == 1

    units = {unit["serial"]: unit["id"] for unit in (await intake.get("/units"))["items"]}
    assert sorted(units) == ["-", "/", "SN-1 a"]
    ((contract,), (ticket,)) = [(await intake.get(path))["items"] for path in ("/contracts", "/tickets")]
    assert contract["unit_ids"] == [ticket["unit_id"]] == [units["SN-1 a"]]


@pytest.mark.rule("IN-14")
async def test_of_units_whose_serials_are_alike_the_one_that_is_written_so_counts(intake: Intake) -> None:
    await imported(intake, "units", "serial,category,customer_name\nSN-1,pc,王芳\n")
    async with intake.database.transaction() as session:
        owner = (await session.scalars(select(Customer.id))).one()
        session.add(Unit(id=new_id(), customer_id=owner, serial="SN1", category="pc"))

    contract = "number,signed_on,from,to,serials\nK-1,2026-01-01,2026-01-01,2026-12-31,SN-1\n"
    assert (await imported(intake, "contracts", contract))["imported"] == 1
    ((signed,), units) = [(await intake.get(path))["items"] for path in ("/contracts", "/units")]
    assert signed["unit_ids"] == [unit["id"] for unit in units if unit["serial"] == "SN-1"]


@pytest.mark.rule("IN-14")
async def test_a_number_made_for_an_old_ticket_has_the_day_at_the_site(intake: Intake) -> None:
    await imported(intake, "tickets", "opened,fault,customer_name\n2024-05-01 07:59,不制冷,王芳\n")

    (ticket,) = (await intake.get("/tickets"))["items"]
    assert ticket["opened_at"] == "2024-04-30T23:59:00Z"
    assert ticket["number"].startswith("R20240501-")
