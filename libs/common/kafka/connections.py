"""Behind a new connection there may be another broker: so each is made once, and what was cut stays cut.

The client would connect anew by itself and go on, with a position that means other records there, or with
events whose predecessors that broker has never seen.
"""

from typing import Any

from aiokafka.client import AIOKafkaClient, ConnectionGroup
from aiokafka.errors import KafkaError


class Connections:
    """All that a client makes, from before its start on."""

    def __init__(self, client: AIOKafkaClient) -> None:
        self._client = client
        self._connect = client._get_conn  # noqa: SLF001
        self._made: dict[tuple[Any, int], Any] = {}
        self._sealed = False
        client._get_conn = self._get  # noqa: SLF001

    @property
    def whole(self) -> bool:
        return all(connection.connected() for connection in self._made.values())

    async def seal(self) -> None:
        """Connect to all brokers, and to none from then on; a request to any other fails at once."""
        for broker in self._client.cluster.brokers():
            await self._get(broker.nodeId)
        self._sealed = True
        self._client.ready = self._ready

    async def _get(
        self, node_id: Any, *, group: int = ConnectionGroup.DEFAULT, no_hint: bool = False
    ) -> Any | None:
        place = node_id, group
        if place not in self._made and not self._sealed:
            connection = await self._connect(node_id, group=group, no_hint=no_hint)
            if connection is None:
                return None
            self._made[place] = connection
        made = self._made.get(place)
        return made if made is not None and made.connected() else None

    async def _ready(self, node_id: Any, *, group: int = ConnectionGroup.DEFAULT) -> bool:
        if await self._get(node_id, group=group) is None:
            raise KafkaError("the connection was cut")  # of a kind that isn't tried again
        return True
