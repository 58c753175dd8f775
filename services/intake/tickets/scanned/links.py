"""Where the code on a voucher leads, and how one comes to sign in."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

from libs.common.settings import Settings

BASE = "/scanned"
_NUMBER = re.compile(r"[TV]\d{8}-\d{6,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Links:
    public_url: str
    ticket_page: str
    sign_in_page: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.public_url.rstrip("/"), settings.ticket_page, settings.sign_in_page)

    def ticket(self, number: str) -> str:
        """The front end's page, if there is one, else our own."""
        return self.ticket_page.replace("{number}", number) or self.own_page(number)

    def own_page(self, number: str) -> str:
        return f"{self.public_url}/intake{BASE}/{number}"

    def sign_in(self, number: str) -> str:
        """Empty where nobody said how; comes back to the page that was scanned."""
        return self.sign_in_page.replace("{return_to}", quote(self.own_page(number), safe=""))


def number_in(path: str) -> str | None:
    """The ticket's or voucher's number that an address ends with."""
    number = path.rstrip("/").rpartition("/")[2].upper()
    return number if _NUMBER.fullmatch(number) else None
