"""What ties a ticket to another: one call with two demands, or one demand registered twice."""

from typing import Literal

from services.intake.tickets.models import Ticket

Link = Literal["split_from", "split_into", "merged_from", "merged_into"]


def tie(ticket: Ticket, link: Link, other: Ticket) -> None:
    """`ticket` was e.g. split from `other`."""
    ticket.links = [*ticket.links, {"link": link, "ticket_id": str(other.id), "number": other.number}]


def number_of(ticket: Ticket, link: Link) -> str:
    """Of the ticket that it was last tied to in that way."""
    return next(str(tied["number"]) for tied in reversed(ticket.links) if tied["link"] == link)
