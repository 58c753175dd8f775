"""Which policy pack's figures hold for the work on a ticket (PO-01)."""

from datetime import date
from typing import cast

from libs.common.policy.pack import Pack
from libs.common.policy.shipped import shipped_packs
from libs.common.policy.vocabulary import Category
from services.dispatch.jobs.tickets import Ticket


def pack_of(ticket: Ticket, *, today: date) -> Pack:
    """By category and day of purchase; the base where the ticket has none."""
    if ticket.category is None:
        return shipped_packs().base(today)
    return shipped_packs().for_unit(cast(Category, ticket.category), ticket.purchase_date or today)
