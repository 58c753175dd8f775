"""What people do with an import on its way (IN-14)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common import chores
from libs.common.act import Act
from libs.common.record import record
from services.intake.imports.models import AT_WORK, Import, RowFault
from services.intake.imports.refusals import AlreadyVisible, NotThisState
from services.intake.imports.steps import CHORE, forget


async def stop(*, session: AsyncSession, act: Act, found: Import) -> Import:
    """After the chunk that is at work; what is visible stays."""
    if found.status not in AT_WORK:
        raise NotThisState(status=found.status)
    found.stopped_from, found.status = found.status, "stopped"
    await record(session, act=act, aggregate=found, verb="stop")
    return found


async def resume(*, session: AsyncSession, act: Act, found: Import) -> Import:
    """Go on where it was stopped; of one that was only checked make the valid rows visible."""
    if found.status not in ("stopped", "checked"):
        raise NotThisState(status=found.status)
    found.status = found.stopped_from or "importing"
    found.stopped_from, found.check_only = None, False
    await record(session, act=act, aggregate=found, verb="resume")
    await chores.ring(session, chore=CHORE, key=str(found.id), now=act.now)
    return found


async def undo(*, session: AsyncSession, act: Act, found: Import) -> Import:
    """Throw away what nobody has seen yet. Raises `AlreadyVisible`, `NotThisState`."""
    if found.status in ("receiving", "undone"):
        raise NotThisState(status=found.status)
    if found.made_to or found.status == "done":
        raise AlreadyVisible(imported=found.imported)
    await forget(session, found)
    await forget(session, found, RowFault)
    found.status, found.ended_at = "undone", act.now
    await record(session, act=act, aggregate=found, verb="undo")
    return found
