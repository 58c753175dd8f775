"""Reports of a product's problems, as tickets and as cases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from libs.common.events.intake import QualityIssueRaised
from libs.common.ids import new_id
from tests.integration.intake import told
from tests.integration.intake.house import Intake


async def report(intake: Intake, *, lot: str | None = None, **said: Any) -> dict[str, Any]:
    """A ticket of a customer and a unit of its own, heard by intake itself; `model` is the unit's."""
    ticket = await opened(intake, lot=lot, **said)
    await intake.hear_itself()
    return ticket


async def opened(
    intake: Intake,
    *,
    lot: str | None = None,
    model: str = "BCD-500",
    fault: str | None = "E1",
    text: str = "不制冷",
    **said: Any,
) -> dict[str, Any]:
    customer = await told.customer(intake.agent)
    unit = await told.unit(intake.agent, customer["id"], lot=lot, model=model, serial=str(new_id()))
    facts = {"fault": {"code": fault, "text": text}, **said}
    return await told.ticket(intake.agent, customer["id"], unit["id"], **facts)


async def complain(
    intake: Intake, *, ticket_id: str | None = None, at: datetime | None = None, **said: Any
) -> UUID:
    """A quality complaint; returns its case."""
    case = new_id()
    facts = {"complaint_class": "quality", **said}
    about = UUID(ticket_id) if ticket_id else None
    await intake.hear(told.complaint(about, received_at=at or intake.now, **facts), of=case)
    return case


async def raised(intake: Intake) -> list[QualityIssueRaised]:
    issues: list[QualityIssueRaised] = await intake.told(QualityIssueRaised)
    return issues


async def only_issue(intake: Intake) -> dict[str, Any]:
    [issue] = (await intake.get("/quality-issues"))["items"]
    found: dict[str, Any] = issue
    return found
