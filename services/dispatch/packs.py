"""Which policy pack's figures hold: for the work on a ticket, and for plans of a day (PO-01)."""

from datetime import date
from typing import cast

from libs.common.policy.operations import Planning
from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from libs.common.policy.vocabulary import Category
from services.dispatch.jobs.tickets import Ticket


def pack_of(ticket: Ticket, *, today: date) -> Pack:
    """By category and day of purchase; the base where the ticket has none."""
    if ticket.category is None:
        return shipped_packs().base(today)
    return shipped_packs().for_unit(cast(Category, ticket.category), ticket.purchase_date or today)


def planning_on(day: date) -> Planning:
    """A day's plan has jobs of all categories: the base's."""
    return shipped_packs().base(day).planning


def minutes_on_site(ticket: Ticket, figures: Planning) -> int:
    """By kind; what isn't named takes as long as a repair."""
    minutes: dict[str, int] = figures.work_minutes.model_dump()
    return minutes.get(ticket.kind, minutes["repair"])
