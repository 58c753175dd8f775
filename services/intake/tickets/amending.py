"""What a decision was asked with was wrong: another part is at fault, a finding is none (PO-08, PO-11)."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.web.problems import FieldError
from services.intake.tickets import deciding, progress, quoting, refusals, usecases
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit


async def name_part(session: AsyncSession, ticket: Ticket, component: str | None) -> bool:
    """Whether it is another than before; its own clock and its failed repairs count then (PO-09, PO-11)."""
    if ticket.facts is None or component == ticket.component:
        return False
    unit = await session.get_one(Unit, ticket.unit_id)
    replaced_on = unit.component_replaced_on(component) if component else None
    told = {
        "component": component,
        "component_replaced_on": replaced_on and replaced_on.isoformat(),
        "failed_repairs_same_part": unit.failed_repairs_of(component),
    }
    ticket.facts = {name: value for name, value in (ticket.facts | told).items() if value is not None}
    return True


async def withdraw_findings(
    *, session: AsyncSession, act: Act, ticket: Ticket, findings: Sequence[str], reason: str
) -> None:
    """Decided again without them; the decision of before is kept beside (PO-17).

    What is free now isn't asked for any more. Raises `TicketEnded`, `ChargedBefore`, `NoSuchFinding`.
    """
    progress.refuse_when_ended(ticket)
    _refuse_unknown(ticket, findings)
    if ticket.charge_state is not None:
        raise refusals.ChargedBefore()
    ticket.findings = [finding for finding in ticket.findings if finding not in findings]
    decided = deciding.decide_again(ticket, findings=(), visits=await usecases.visits_of(session, ticket))
    note_time(ticket, now=act.now)
    if ticket.consent is None and not ticket.chargeable:
        quoting.forget_price(ticket, now=act.now)
    told = [replace(event, reason=f"findings withdrawn: {reason}", **ticket.due_times) for event in decided]
    await usecases.keep(session, act, ticket, "withdraw-findings", told)


def note_time(ticket: Ticket, *, now: datetime) -> None:
    """That it was decided upon again; the first decision is the opening's (PO-17)."""
    ticket.entitlement = ticket.entitlement | {"decided_at": now.isoformat()}


def _refuse_unknown(ticket: Ticket, findings: Sequence[str]) -> None:
    errors = [
        FieldError(f"/findings/{index}", refusals.NoSuchFinding.code, refusals.NoSuchFinding.en)
        for index, finding in enumerate(findings)
        if finding not in ticket.findings
    ]
    if errors:
        raise refusals.NoSuchFinding(errors=errors)
