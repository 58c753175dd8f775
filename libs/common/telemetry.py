"""Every metric's name in one place, and logs that carry ids but no personal data (XC-07)."""

import logging
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

from libs.common.privacy import masks
from libs.common.trace import with_trace_id

OUTBOX_UNSENT = Gauge("aftercare_outbox_unsent_events", "events not yet sent")
OUTBOX_OLDEST_SECONDS = Gauge("aftercare_outbox_oldest_seconds", "age of the oldest event not yet sent")
EVENTS_SENT = Counter("aftercare_events_sent_total", "events acknowledged by the broker", ["topic"])
REFILLS = Counter("aftercare_broker_refills_total", "times a fresh broker was filled again from the log")
CONSUMER_LAG = Gauge(
    "aftercare_consumer_lag_events",
    "records of this worker's partitions not yet dealt with",
    ["consumer", "topic"],
)
UNAPPLIED_OLDEST_SECONDS = Gauge(
    "aftercare_unapplied_oldest_seconds", "age of the oldest event not yet dealt with"
)
EVENT_AGE_SECONDS = Gauge(
    "aftercare_event_age_seconds", "age of the last event when it took effect", ["topic"]
)
EVENTS_APPLIED = Counter("aftercare_events_applied_total", "events that took effect", ["consumer"])
EVENTS_REFUSED = Counter("aftercare_events_refused_total", "events refused by a rule", ["consumer"])
EVENT_RETRIES = Counter(
    "aftercare_event_retries_total", "attempts that failed and were repeated", ["consumer"]
)
DEAD_LETTERS = Counter("aftercare_dead_letters_total", "events set aside", ["consumer", "reason"])
DEAD_LETTERS_KEPT = Gauge("aftercare_dead_letters_kept", "events that lie set aside", ["consumer", "reason"])
PARKED_KEYS = Gauge("aftercare_parked_keys", "aggregates whose events wait behind a failed one", ["consumer"])
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
RELAY_BATCH = Histogram("aftercare_relay_batch_events", "events sent together", buckets=_SIZES)
CONSUMER_BATCH = Histogram("aftercare_consumer_batch_events", "events applied together", buckets=_SIZES)
TIMERS_FIRED = Counter("aftercare_timers_fired_total", "timers that took effect", ["kind"])
TIMERS_WAITING = Gauge("aftercare_timers_waiting", "appointments, due or to come")
TIMER_FAILURES = Counter("aftercare_timer_failures_total", "timers that failed and were put off", ["kind"])
WEBHOOKS_SENT = Counter(
    "aftercare_webhooks_sent_total", "attempts to deliver, by what became of the message", ["queue", "state"]
)
HTTP_REQUEST_SECONDS = Histogram(
    "aftercare_http_request_seconds", "time until an answer began", ["method", "route", "status"]
)


@lru_cache(maxsize=4096)
def http_request_seconds(method: str, route: str, status: int) -> Histogram:
    """The histogram of one kind of call; looking it up takes longer than to observe."""
    return HTTP_REQUEST_SECONDS.labels(method, route, str(status))


log: structlog.stdlib.BoundLogger = structlog.get_logger("aftercare")

_PERSONAL = ("name", "phone", "address", "email", "contact", "password", "token")


def configure_logging(service: str, *, level: int = logging.INFO) -> None:
    """One JSON object a line on stdout. Called by a composition root."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # `BrokerLost` tells it once, in our words
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            with_trace_id,
            without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def without_personal_data(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Mask fields named like personal data, and numbers and e-mail addresses in what failures say."""
    for name, value in line.items():
        if any(word in name.lower().split("_") for word in _PERSONAL):
            line[name] = "…"
        elif isinstance(value, str):
            line[name] = masks.emails(masks.numbers(value))
    return line
