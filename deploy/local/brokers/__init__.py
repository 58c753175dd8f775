"""Which broker: Tansu unless told otherwise, the pinned Apache Kafka, or somebody else's."""

import os
from pathlib import Path

from deploy.local.brokers.foreign import Foreign
from deploy.local.brokers.kafka import Kafka
from deploy.local.brokers.tansu import Tansu
from deploy.local.errors import CannotStart

OwnBroker = Tansu | Kafka
Broker = OwnBroker | Foreign
_OWN: dict[str, type[OwnBroker]] = {"tansu": Tansu, "kafka": Kafka}

__all__ = ["Broker", "Foreign", "Kafka", "OwnBroker", "Tansu", "chosen"]


def chosen(folder: Path, *, log: Path) -> Broker:
    """By `KAFKA_BOOTSTRAP=host:port` or `AFTERCARE_BROKER=tansu|kafka`."""
    if bootstrap := os.environ.get("KAFKA_BOOTSTRAP"):
        return Foreign(bootstrap)
    name = os.environ.get("AFTERCARE_BROKER") or "tansu"
    if name not in _OWN:
        raise CannotStart(f"AFTERCARE_BROKER must be {' or '.join(_OWN)}, not {name!r}.")
    return _OWN[name](folder, log=log)
