"""The tables of `aftercare bus status`: services, what each consumer still has to hear, dead letters."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx
from prometheus_client.parser import text_string_to_metric_families
from rich.table import Table

from deploy.local.ports import LOOPBACK
from deploy.local.stack import Facts
from libs.common.backlog import Backlog, Waiting
from libs.common.database import Database
from libs.common.events.envelope import TOPICS
from libs.common.kafka import BrokerLost, Cluster, differences
from libs.common.partitions import age
from libs.common.settings import Settings
from libs.common.status import BusStatus, bus_status

_SERVICES = "service,unsent,oldest,unapplied,oldest,retries,dead letters,parked keys,timers"
_CONSUMERS = "consumer,topic,lag,oldest"
_LETTERS = "consumer,reason of dead letters,number"
_TOPICS = "topic,differs in,contract,broker"


async def tables(stack: Facts) -> list[Table]:
    services, consumers, letters = (Table(*t.split(",")) for t in (_SERVICES, _CONSUMERS, _LETTERS))
    async with AsyncExitStack() as ends:
        databases = {name: Database(url, pool_size=1) for name, url in stack.databases.items()}
        for database in databases.values():
            ends.push_async_callback(database.close)
        backlog = Backlog(databases)
        for name, database in databases.items():
            status, waiting = await bus_status(database), await backlog.waiting(name)
            retries = await _retries(stack.ports.get(f"{name}-worker"))
            services.add_row(name, *_of_service(status, waiting, retries))
            lag = {(entry.consumer, entry.topic): entry for entry in waiting}
            for consumer, topic in backlog.listened(name):
                entry = lag.get((consumer, topic))
                number, oldest = (entry.number, age(entry.oldest)) if entry else (0, 0)
                consumers.add_row(consumer, topic, str(number), _seconds(oldest))
            for (consumer, reason), number in sorted(status.letters.items()):
                letters.add_row(consumer, reason, str(number))
    return [services, consumers, *(table for table in (letters, await _topics(stack)) if table.row_count)]


async def _topics(stack: Facts) -> Table:
    """Those that aren't as their contracts have them."""
    table = Table(*_TOPICS.split(","))
    settings = Settings(database_url="", kafka_bootstrap=stack.kafka_bootstrap, issuer="", jwks_url="")
    try:
        found = await differences(Cluster.of(settings), TOPICS.values())
    except BrokerLost:
        table.add_row("the broker doesn't answer", "?", "?", "?")
        return table
    for difference in found:
        table.add_row(*map(str, difference))
    return table


def _of_service(status: BusStatus, waiting: Sequence[Waiting], retries: str) -> list[str]:
    return [
        str(status.unsent),
        _seconds(status.oldest_unsent_seconds),
        str(sum(entry.number for entry in waiting)),
        _seconds(max((age(entry.oldest) for entry in waiting), default=0)),
        retries,
        str(sum(status.letters.values())),
        str(sum(status.parked_keys.values())),
        str(status.timers),
    ]


def _seconds(number: float) -> str:
    return f"{number:.1f} s" if number else "–"


async def _retries(port: int | None) -> str:
    """Since the worker's start, as it says itself; ? when it doesn't answer."""
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=3) as http:
            answer = await http.get(f"http://{LOOPBACK}:{port}/metrics")
    except httpx.HTTPError:
        return "?"
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    retries = [sample.value for sample in samples if sample.name == "aftercare_event_retries_total"]
    return f"{sum(retries):.0f}"
