"""What follow-up keeps of tickets, from the events of intake and dispatch (XC-01).

Facts only, each with its own time: what follows is decided by `rules`, whichever came first (XC-02).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.followup.customers.models import OfCustomer
from services.followup.tables import Base
from services.followup.tickets.rules import Closing, RemoteWork, Visit


class Ticket(Base, OfCustomer):
    """Its row is made by whichever event comes first; `kind` is None until TicketOpened was heard."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_customer_id", "customer_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str | None]
    category: Mapped[str | None]
    purchase_date: Mapped[date | None]
    visit_facts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    closing_facts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    remote_facts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    reopened_at: Mapped[datetime | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None]
    """When another service last told the customer something about it."""

    @property
    def visits(self) -> list[Visit]:
        return msgspec.convert(self.visit_facts, list[Visit])

    @property
    def closings(self) -> list[Closing]:
        return msgspec.convert(self.closing_facts, list[Closing])

    @property
    def remote_work(self) -> list[RemoteWork]:
        return msgspec.convert(self.remote_facts, list[RemoteWork])

    def keep(self, fact: Visit | Closing | RemoteWork) -> None:
        """Add a fact; the columns are replaced, as a list changed in place goes unnoticed."""
        if isinstance(fact, Visit):
            self.visit_facts = _with(self.visit_facts, fact)
        elif isinstance(fact, Closing):
            self.closing_facts = _with(self.closing_facts, fact)
        else:
            self.remote_facts = _with(self.remote_facts, fact)


def _with(facts: Sequence[dict[str, Any]] | None, fact: msgspec.Struct) -> list[dict[str, Any]]:
    return [*(facts or []), msgspec.to_builtins(fact)]
