"""`aftercare bus`"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from deploy.local.home import SERVICES
from deploy.local.reach import home_option
from deploy.local.stack import Facts, running

if TYPE_CHECKING:
    from libs.common.act import Act
    from libs.common.consumer import Consumer
    from libs.common.database import Database

T = TypeVar("T")

service_argument = click.argument("service", type=click.Choice(SERVICES))


@click.group()
def command() -> None:
    """Look at the events between the services, and send or take them up again."""


@command.command()
@home_option
def status(home: Path) -> None:
    """What waits to be sent or to take effect, what was set aside and what is tried again, by service."""
    from rich.console import Console

    from deploy.local.overview import tables

    screen = Console(width=None if Console().is_terminal else 140)
    screen.print(*asyncio.run(tables(the_stack(home))))


@command.command()
@service_argument
@click.option("--since", type=click.DateTime(), help="Recorded from this time on, in UTC.")
@click.option("--key", type=click.UUID, help="Of one aggregate only.")
@home_option
def replay(service: str, since: datetime | None, key: UUID | None, home: Path) -> None:
    """Send events of SERVICE again from its log; consumers skip what they have."""
    from libs.common.outbox import send_again

    moment = since.replace(tzinfo=UTC) if since else None

    async def queue(database: "Database") -> int:
        async with database.transaction() as session:
            return await send_again(session, since=moment, key=key)

    click.echo(f"{with_database(databases(home)[service], queue)} events are queued.")


@command.command()
@click.option("--force", is_flag=True, help="Also what breaks a reader: only before anything was published.")
def catalogue(force: bool) -> None:
    """Write the contracts of all events into libs/common/events/catalogue."""
    from libs.common.events.contracts import IncompatibleChange
    from libs.common.events.publishing import publish

    try:
        changed = publish(all_consumers(), force=force)
    except IncompatibleChange as refused:
        raise click.ClickException(f"incompatible with what was published: {refused}") from None
    click.echo("\n".join(changed) or "Nothing changed.")


@command.group("dead-letters")
def dead_letters() -> None:
    """Events that were set aside: list, show, mend and replay them."""


@dead_letters.command("list")
@service_argument
@home_option
def list_letters(service: str, home: Path) -> None:
    """The oldest 100."""
    from libs.common import deadletter

    async def letters(database: "Database") -> Any:
        async with database.transaction() as session:
            return await deadletter.letters(session)

    for letter in with_database(databases(home)[service], letters):
        waiting = "  (replay asked for)" if letter.replay else ""
        click.echo(f"{letter.event_id}  {letter.consumer}  {letter.reason}  {letter.error}{waiting}")


@dead_letters.command()
@service_argument
@click.argument("event", type=click.UUID)
@home_option
def show(service: str, event: UUID, home: Path) -> None:
    """Headers, content and error of one EVENT."""
    from libs.common import deadletter

    async def letters(database: "Database") -> Any:
        async with database.transaction() as session:
            return await deadletter.show(session, event)

    for letter in with_database(databases(home)[service], letters):
        record = deadletter.record_of(letter)
        click.echo(f"{letter.consumer}: {letter.reason} after {letter.attempts} attempts: {letter.error}")
        for name, content in record.headers:
            click.echo(f"  {name}: {content!r}")
        click.echo(f"  {record.value!r}")


@dead_letters.command()
@service_argument
@click.argument("event", type=click.UUID)
@click.argument("content", type=click.File("rb"))
@click.option("--header", nargs=2, multiple=True, help="Replace a header: its name and value.")
@home_option
def mend(service: str, event: UUID, content: Any, header: tuple[tuple[str, str], ...], home: Path) -> None:
    """Give EVENT the content of a file (- is standard input); replay it afterwards."""
    from libs.common.letters import usecases

    async def put(database: "Database") -> None:
        async with database.transaction() as session:
            await usecases.mend(
                session, act=operator(), event_id=event, value=content.read(), headers=dict(header)
            )

    refusing(databases(home)[service], put)
    click.echo("Mended; replay it now.")


@dead_letters.command("replay")
@service_argument
@click.option("--consumer", help="All letters of one consumer.")
@click.option("--event", type=click.UUID, help="One event, with all that waits behind it.")
@home_option
def replay_letters(service: str, consumer: str | None, event: UUID | None, home: Path) -> None:
    """Have the worker of SERVICE take up what was set aside, in order."""
    from libs.common.letters import usecases

    async def ask(database: "Database") -> int:
        async with database.transaction() as session:
            if event:
                return await usecases.replay_event(session, act=operator(), event_id=event)
            return await usecases.replay_consumer(session, act=operator(), consumer=consumer or "")

    if (consumer is None) == (event is None):
        raise click.UsageError("Name either a consumer or an event.")
    click.echo(f"{refusing(databases(home)[service], ask)} letters will be taken up.")


def operator() -> "Act":
    """Whoever types the command."""
    from libs.common.act import Act, Actor
    from libs.common.ids import new_id

    actor = Actor(subject=f"operator:{getpass.getuser()}")
    return Act(actor=actor, now=datetime.now(UTC), request_id=str(new_id()), source="command", language="en")


def refusing(url: str, ask: "Callable[[Database], Awaitable[T]]") -> T:
    """A refusal in one sentence."""
    from libs.common.web.problems import Refusal

    try:
        return with_database(url, ask)
    except Refusal as refusal:
        raise click.ClickException(" ".join([refusal.detail, *(e.detail for e in refusal.errors)])) from None


def databases(home: Path) -> dict[str, str]:
    """URLs by service. Raises `click.ClickException` when no stack runs on `home`."""
    return the_stack(home).databases


def the_stack(home: Path) -> Facts:
    """Raises `click.ClickException` when none runs on `home`."""
    facts = running(home)
    if facts is None:
        raise click.ClickException(f"No stack runs on {home}: start one with `aftercare run`.")
    return facts


def all_consumers() -> "list[Consumer]":
    apps = [import_module(f"services.{service}.app") for service in SERVICES]
    return [consumer for app in apps for consumer in app.CONSUMERS]


def with_database(url: str, ask: "Callable[[Database], Awaitable[T]]") -> T:
    """Ask in a transaction of its own, and wake the worker in case there is something to do."""

    async def asking() -> T:
        from libs.common.database import Database
        from libs.common.outbox import Wakeup

        database, wakeup = Database(url, pool_size=1), Wakeup(url)
        try:
            answer = await ask(database)
            wakeup.after_commit()
            return answer
        finally:
            await wakeup.close()
            await database.close()

    return asyncio.run(asking())
