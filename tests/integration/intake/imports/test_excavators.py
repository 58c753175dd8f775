"""Real repair orders that nobody made for us go in as old tickets, with their one dirty row told (IN-14)."""

from pathlib import Path

import pytest

from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import imported

REAL = Path(__file__).parents[5] / "shared/data/excavator_work_orders.csv"
SAMPLE = """BscStartDate,Asset,OriginalShorttext,PMType,Cost
2004-07-01,A,BUCKET WON'T OPEN,PM01,183.05
2005-03-20,A,L/H BUCKET CYL LEAKING.,PM01,407.4
2002-01-15,B,OIL LEAK ON BUCKET....,PM01,0
2002-01-15,B,OIL LEAK ON BUCKET....,PM01,0
2003-12-31,B,won,t swing,PM01
2002-03-31,B,L/H ENGINE WONT START,PM02,-339.81
"""


@pytest.mark.rule("IN-14")
async def test_old_repair_orders_become_tickets_customers_and_units(intake: Intake) -> None:
    done = await imported(intake, "tickets", SAMPLE, customer_name="Iron Mine", currency="AUD")

    assert (done["imported"], done["unchanged"], done["invalid"]) == (5, 0, 1)
    tickets = (await intake.get("/tickets"))["items"]
    assert {ticket["status"] for ticket in tickets} == {"closed"}
    assert {unit["serial"] for unit in (await intake.get("/units"))["items"]} == {"A", "B"}
    assert [one["name"] for one in (await intake.get("/customers"))["items"]] == ["Iron Mine"]
    assert len(await intake.told(events.TicketImported)) == 5
    assert await intake.told(events.TicketOpened) == []


async def test_the_real_file_goes_in_with_its_one_dirty_row_told(intake: Intake) -> None:
    if not REAL.exists():
        pytest.skip(f"{REAL.name} is not here")

    done = await imported(intake, "tickets", REAL.read_bytes())

    assert (done["rows"], done["imported"], done["invalid"]) == (5485, 5484, 1)
    again = await imported(intake, "tickets", REAL.read_bytes())
    assert (again["imported"], again["unchanged"], again["invalid"]) == (0, 5484, 1)
