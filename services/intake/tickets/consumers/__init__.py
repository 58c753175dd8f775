"""What others tell about a ticket: visits, what happens on them, complaint cases, calls; and its search."""

from services.intake.tickets.consumers import cases, site, visits
from services.intake.tickets.consumers.hearing import tickets
from services.intake.tickets.consumers.search import search

__all__ = ["cases", "search", "site", "tickets", "visits"]
