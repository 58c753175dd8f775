"""A status asked for is the act that it means, by whoever may do that act; reached, or nothing is changed."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from libs.common.roles.table import role_table
from libs.common.web.problems import Forbidden
from services.intake.tickets import changing, usecases, watching
from services.intake.tickets.models import Ticket
from services.intake.tickets.schemas import ChangeTicket
from services.intake.tmf621 import rules
from services.intake.tmf621.errors import NoSuchStep, ReportNeeded, StatusNotReached
from services.intake.tmf621.schemas import TroubleTicketUpdate

_NOT_SAID = "no reason given"
_OUTCOMES = {"consultation": "answered", "return": "refunded", "exchange": "exchanged"}
"""Of closing by the standard, which has no word for it; all else was repaired."""

Step = Callable[[AsyncSession, Act, Ticket, TroubleTicketUpdate], Awaitable[None]]


async def take_step(*, session: AsyncSession, act: Act, ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    """Raises `NoSuchStep`, `Forbidden`, what the act refuses, and `StatusNotReached`."""
    wanted = changes.status
    assert wanted is not None
    means = rules.act_for(ticket, wanted)
    if means is None:
        raise NoSuchStep(present=rules.status_of(ticket), wanted=wanted)
    if means == "nothing":
        return
    row, step = _STEPS[means]
    if role_table().action("intake", row).reach(act.actor.roles) is None:
        raise Forbidden
    await step(session, act, ticket, changes)
    if (reached := rules.status_of(ticket)) != wanted:
        raise StatusNotReached(reached=reached, wanted=wanted)


async def _pause(session: AsyncSession, act: Act, ticket: Ticket, reason: str) -> None:
    """What waits for something else goes on waiting for this."""
    if rules.status_of(ticket) in rules.HOLDS.values() and ticket.status in rules.UNDER_WAY:
        await watching.resume_clocks(session=session, act=act, ticket=ticket, clock=None)
    await watching.pause_clocks(session=session, act=act, ticket=ticket, clock=None, reason=reason)


async def _wait_for_customer(session: AsyncSession, act: Act, ticket: Ticket, _: TroubleTicketUpdate) -> None:
    await _pause(session, act, ticket, "customer")


async def _wait_for_part(session: AsyncSession, act: Act, ticket: Ticket, _: TroubleTicketUpdate) -> None:
    await _pause(session, act, ticket, "part")


async def _resume(session: AsyncSession, act: Act, ticket: Ticket, _: TroubleTicketUpdate) -> None:
    await watching.resume_clocks(session=session, act=act, ticket=ticket, clock=None)


async def _confirm(session: AsyncSession, act: Act, ticket: Ticket, _: TroubleTicketUpdate) -> None:
    changes = ChangeTicket(demand_confirmed=True)
    await changing.change_ticket(session=session, act=act, ticket=ticket, changes=changes)


async def _resolve(session: AsyncSession, act: Act, ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    if changes.resolution_report is None:
        raise ReportNeeded()
    report = changes.resolution_report
    await usecases.resolve_remotely(
        session=session,
        act=act,
        ticket=ticket,
        report=report.model_dump(mode="json", exclude={"at"}),
        at=report.at,
    )


async def _close(session: AsyncSession, act: Act, ticket: Ticket, _: TroubleTicketUpdate) -> None:
    outcome = _OUTCOMES.get(ticket.kind, "repaired")
    await usecases.close_ticket(session=session, act=act, ticket=ticket, outcome=outcome)


async def _cancel(session: AsyncSession, act: Act, ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    reason = changes.status_change_reason or _NOT_SAID
    await usecases.cancel_ticket(session=session, act=act, ticket=ticket, reason=reason)


async def _reopen(session: AsyncSession, act: Act, ticket: Ticket, changes: TroubleTicketUpdate) -> None:
    reason = changes.status_change_reason or _NOT_SAID
    await usecases.reopen_ticket(session=session, act=act, ticket=ticket, reason=reason, same_fault=True)


_STEPS: dict[rules.Act, tuple[str, Step]] = {
    "pause_for_customer": ("tickets.pause", _wait_for_customer),
    "pause_for_part": ("tickets.pause", _wait_for_part),
    "resume": ("tickets.pause", _resume),
    "confirm_demand": ("tickets.change", _confirm),
    "resolve": ("tickets.resolve_remote", _resolve),
    "close": ("tickets.close", _close),
    "cancel": ("tickets.cancel", _cancel),
    "reopen": ("tickets.reopen", _reopen),
}
"""The row of the role table, and the use case."""
