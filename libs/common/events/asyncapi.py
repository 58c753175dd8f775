"""The AsyncAPI 3 document of a service: what it sends, and what it listens to according to the catalogue."""

from typing import Any

import msgspec

from libs.common.events.contracts import every_kind, published
from libs.common.events.envelope import Event, Topic

_TEXT = {"type": "string"}
_REQUIRED = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject", "ce_version"]
_HEADERS: dict[str, dict[str, str]] = {
    "ce_specversion": {"const": "1.0"},
    "ce_id": {"type": "string", "format": "uuid"},
    "ce_source": _TEXT,
    "ce_time": {
        "type": "string",
        "format": "date-time",
        "description": "Business time at which it happened.",
    },
    "ce_subject": {
        "type": "string",
        "format": "uuid",
        "description": "The aggregate; also the record's key.",
    },
    "ce_version": {"type": "string", "description": "The aggregate's version after it."},
    "ce_actor": _TEXT,
    "ce_correlation": {"type": "string", "description": "The ticket or case that it belongs to."},
    "ce_traceparent": {"type": "string", "description": "W3C trace context."},
    "content-type": {"const": "application/json"},
}
_SCHEMAS = "#/components/schemas/{name}"


def asyncapi(service: str) -> dict[str, Any]:
    kinds = every_kind()
    sent = [kind for kind in kinds if kind.topic.owner == service]
    heard = [kind for kind in kinds if _listens(service, kind)]
    topics = {kind.topic.name: kind.topic for kind in (*sent, *heard)}
    every = {kind.type: kind for kind in (*sent, *heard)}
    payloads, schemas = msgspec.json.schema_components(every.values(), ref_template=_SCHEMAS)
    messages = {
        kind.type: _message(kind, payload) for kind, payload in zip(every.values(), payloads, strict=True)
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"Aftercare {service}: events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in binary mode on Kafka, JSON data, key = aggregate id.",
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(topic, list(every.values())) for name, topic in sorted(topics.items())},
        "operations": {**_operations("send", sent), **_operations("receive", heard)},
        "components": {"messages": messages, "schemas": schemas},
    }


def _listens(service: str, kind: type[Event]) -> bool:
    contract = published(kind)
    consumers = contract["consumers"] if contract else []
    return any(name.partition(".")[0] == service for name in consumers)


def _channel(topic: Topic, kinds: list[type[Event]]) -> dict[str, Any]:
    messages = {kind.type: _reference(kind) for kind in kinds if kind.topic is topic}
    bindings = {"kafka": {"topic": topic.name, "partitions": topic.partitions, "bindingVersion": "0.5.0"}}
    return {"address": topic.name, "description": topic.purpose, "messages": messages, "bindings": bindings}


def _operations(action: str, kinds: list[type[Event]]) -> dict[str, Any]:
    """One for each topic, with the messages that go that way."""
    return {
        f"{action}.{topic}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{topic}"},
            "messages": [
                {"$ref": f"#/channels/{topic}/messages/{kind.type}"}
                for kind in kinds
                if kind.topic.name == topic
            ],
        }
        for topic in sorted({kind.topic.name for kind in kinds})
    }


def _reference(kind: type[Event]) -> dict[str, str]:
    return {"$ref": f"#/components/messages/{kind.type}"}


def _message(kind: type[Event], payload: dict[str, Any]) -> dict[str, Any]:
    contract = published(kind)
    headers = {**_HEADERS, "ce_type": {"const": kind.type}}
    return {
        "name": kind.type,
        "title": kind.__name__,
        "summary": (kind.__doc__ or "").strip(),
        "contentType": "application/json",
        "headers": {"type": "object", "required": _REQUIRED, "properties": headers},
        "payload": payload,
        "examples": [{"payload": contract["example"]["data"]}] if contract else [],
    }
