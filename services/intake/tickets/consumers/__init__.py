"""What other services tell about a ticket: visits and what happens on them, complaint cases, calls."""

from services.intake.tickets.consumers import cases, site, visits
from services.intake.tickets.consumers.hearing import tickets

__all__ = ["cases", "site", "tickets", "visits"]
