"""What stands on a service voucher (IN-04, IN-17, PO-03, DI-12; S1 art. 6–10).

What is known is filled in, the rest is left to be written by hand. Personal data are as who prints it may
see them (IN-12).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import SITE_ZONE
from libs.common.money import Money
from libs.common.phones import parse_phone
from libs.common.privacy.seeing import shown_address, shown_name, shown_phone, shown_text
from services.intake.customers.models import Customer
from services.intake.tickets.models import Ticket
from services.intake.tickets.quote import Quote
from services.intake.units.models import Unit

Words = dict[str, Any]
"""Of one language, from `words.yaml`."""


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    """A key of `words`."""
    text: str = ""
    lines: int = 1
    """How many are left to write on."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Voucher:
    ticket: Ticket
    customer: Customer
    unit: Unit | None

    def sections(self, words: Words) -> Iterator[Section]:
        yield Section("customer", list(self._whose()))
        yield Section("unit", list(self._which()))
        yield Section("service", list(self._what(words)))
        yield Section("price", list(self._price(words)))
        yield Section("work", list(self._work()))

    @property
    def quoted(self) -> Quote | None:
        return Quote.load(self.ticket.quote) if self.ticket.quote else None

    def _whose(self) -> Iterator[Line]:
        customer, ticket = self.customer, self.ticket
        home = next((address["text"] for address in customer.addresses), "")
        yield Line("name", shown_name(customer.name))
        if customer.contact_person:
            yield Line("contact_person", shown_name(customer.contact_person))
        yield Line("phone", " / ".join(map(shown_phone, _numbers(customer))))
        yield Line("address", shown_address(ticket.location or home))
        if ticket.preferred_from and ticket.preferred_to:
            yield Line("preferred", f"{_time(ticket.preferred_from)} – {_time(ticket.preferred_to)}")

    def _which(self) -> Iterator[Line]:
        unit = self.unit
        yield Line("model", _joined(unit.model, unit.specification) if unit else "")
        yield Line("serial", (unit and unit.serial) or "")
        bought_on = unit.purchase_date.isoformat() if unit and unit.purchase_date else ""
        yield Line("purchased", _joined(bought_on, unit.purchase_place if unit else ""))

    def _what(self, words: Words) -> Iterator[Line]:
        ticket = self.ticket
        yield Line("registered", _time(ticket.opened_at))
        borne = words["bearers"][ticket.entitlement["cost_bearer"]]
        service = (
            f"{words['kinds'][ticket.kind]} · {ticket.service_type} {words['types'][ticket.service_type]}"
        )
        yield Line("service_type", f"{service} · {borne}")
        yield Line("fault", shown_text(_joined(ticket.fault_code, ticket.fault)))
        if ticket.safety:
            yield Line("mind", words["safety"])
        if ticket.backup:
            yield Line("backup", words["backups"][ticket.backup])

    def _price(self, words: Words) -> Iterator[Line]:
        """Price and time, and that the customer agreed to them before the work (PO-03)."""
        quote, consent = self.quoted, self.ticket.consent or {}
        if quote is None and not self.ticket.chargeable:
            yield Line("charge", words["nothing"])
            return
        for line in quote.lines if quote else ():
            amount = f"{line.quantity.normalize():f} × {_money(line.unit_price)} = {_money(line.total)}"
            yield Line(line.kind, f"{shown_text(line.name)}  {amount}")
        yield Line("total", _money(quote.total) if quote else "")
        yield Line("minutes", str(quote.minutes) if quote and quote.minutes is not None else "")
        yield Line("consent", _consent(consent, words) if consent else "")

    def _work(self) -> Iterator[Line]:
        signed = self.ticket.voucher_countersigned or {}
        yield Line("technician")
        yield Line("started", _time(signed.get("started_at")))
        yield Line("completed", _time(signed.get("ended_at")))
        yield Line("done", shown_text(signed.get("content", "")), lines=2)
        yield Line("parts", lines=2)
        yield Line("charged")
        yield Line("opinion", lines=2)

    def signatures(self) -> Iterator[Line]:
        """The manager's name stands there once the work that wasn't finished on the spot is countersigned."""
        signed = self.ticket.voucher_countersigned or {}
        yield Line("technician_signs")
        yield Line("manager_signs", _joined(signed.get("by"), _time(signed.get("at"))))
        yield Line("customer_signs")


async def voucher_of(session: AsyncSession, ticket: Ticket) -> Voucher:
    customer = await session.get_one(Customer, ticket.customer_id)
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    return Voucher(ticket, customer, unit)


def _numbers(customer: Customer) -> list[str]:
    """As they were given, for who dials them: with the extension."""
    given: dict[str, str] = {}
    for contact in customer.contacts:
        with suppress(ValueError):
            given.setdefault(parse_phone(contact["value"]).e164, contact["value"])
    return [given.get(number, number) for number in customer.phones]


def _consent(consent: dict[str, Any], words: Words) -> str:
    said = words["agreed" if consent["given"] else "declined"]
    return _joined(said, shown_name(consent["by"]), _time(consent["at"]))


def _joined(*texts: str | None) -> str:
    return " ".join(filter(None, texts))


def _time(moment: datetime | str | None) -> str:
    if not moment:
        return ""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def _money(money: Money) -> str:
    return f"{money.amount:,} {money.currency}"
