"""Tells a story line by line, each from an answer that came back, and stops where one differs."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console

from deploy.local.demo.people import Answer, Differs, Person

_ZONE = ZoneInfo("Asia/Shanghai")
_PATIENCE_SECONDS = 30.0


class Telling:
    """A story in the making: the people in it, the clock, and what has been told."""

    def __init__(self, http: httpx.Client, console: Console) -> None:
        self._http = http
        self._console = console
        self._people: dict[str | None, Person] = {}

    def person(self, role: str | None) -> Person:
        if role not in self._people:
            self._people[role] = Person(self._http, role)
        return self._people[role]

    def title(self, text: str) -> None:
        self._console.rule(f"[bold]{text}", align="left")

    def line(self, who: Person | str, text: str, *, of: Answer | None = None, rule: str = "") -> None:
        """`of` is the answer that the line is taken from; its id stands at the end."""
        name = who if isinstance(who, str) else who.name
        ref = f" [dim]{of['id']}[/]" if of and "id" in of else ""
        rules = f" [cyan]({rule})[/]" if rule else ""
        self._console.print(
            f"[dim]{self.now().astimezone(_ZONE):%m-%d %H:%M}[/] [bold]{name:<16}[/] {text}{rules}{ref}"
        )

    def now(self) -> datetime:
        return datetime.fromisoformat(self.person("admin").get("/clock")["now"])

    def wait_until(self, moment: datetime) -> None:
        """Move the clock of all services; a moment that has passed moves nothing."""
        if moment > self.now():
            self.person("admin").post("/clock", {"now": moment.isoformat()})

    def pass_time(self, **amount: float) -> None:
        self.wait_until(self.now() + timedelta(**amount))

    def next_morning(self, hour: int = 9) -> datetime:
        """The next such hour at the site that is still to come."""
        local = self.now().astimezone(_ZONE)
        morning = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        return (morning if morning > local else morning + timedelta(days=1)).astimezone(UTC)


def same(answer: Answer, **wanted: Any) -> None:
    """Raises `Differs` unless the answer has these values."""
    for name, value in wanted.items():
        if answer.get(name) != value:
            raise Differs(f"{name} should be {value!r} but is {answer.get(name)!r} in {answer}")


def eventually(what: str, look: Callable[[], Any]) -> Any:
    """What `look` finds once the event has arrived; raises `Differs` when it never does."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise Differs(f"{what}: nothing came within {_PATIENCE_SECONDS:.0f} s")
