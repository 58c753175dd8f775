"""The port to the broker: the only importer of the Kafka client, and what guards against its traps.

Nothing here is the guarantee: what was acknowledged may be sent again, what was delivered may come again.
"""

from libs.common.kafka import reading  # noqa: F401 — teaches the client
from libs.common.kafka.cluster import Cluster
from libs.common.kafka.limits import BrokerLost
from libs.common.kafka.producer import Message, Producer
from libs.common.kafka.subscription import Subscription
from libs.common.kafka.topics import Difference, Offsets, Partition, differences, ensure_topics

__all__ = [
    "BrokerLost",
    "Cluster",
    "Difference",
    "Message",
    "Offsets",
    "Partition",
    "Producer",
    "Subscription",
    "differences",
    "ensure_topics",
]
