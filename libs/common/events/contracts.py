"""Contracts of all events: owner, consumers, schema, example; one JSON file a type in `catalogue/`.

A file is what was published: a change may only replace it when older events can still be read by newer
consumers, and newer events by older ones.
"""

import json
import pkgutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from libs.common.events import examples
from libs.common.events.envelope import TYPES, Event

CATALOGUE = Path(__file__).parent / "catalogue"

Contract = dict[str, Any]


class IncompatibleChange(ValueError):
    """Somebody who reads or wrote the published version would break."""


def every_kind() -> list[type[Event]]:
    """All events of all services, by type."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules(import_module(package).__path__):
        import_module(f"{package}.{module.name}")
    ours = (kind for kind in TYPES.values() if kind.__module__.startswith(package))
    return sorted(ours, key=lambda kind: kind.type)


def contract(
    kind: type[Event], *, consumers: Iterable[str] = (), published: Contract | None = None
) -> Contract:
    """`consumers` by name; an example that was mended by hand is kept while it can be read."""
    return {
        "type": kind.type,
        "topic": kind.topic.name,
        "owner": kind.topic.owner,
        "version": int(kind.type.rpartition(".v")[2]),
        "purpose": (kind.__doc__ or "").strip(),
        "consumers": sorted(consumers),
        "schema": schema(kind),
        "example": _example(kind, published),
    }


def schema(kind: type[Event]) -> dict[str, Any]:
    """JSON Schema of the event's data, whole in itself."""
    (root,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = components.pop(root["$ref"].rpartition("/")[2])
    own.pop("description", None)
    return {**own, "$defs": components} if components else own


def published(kind: type[Event]) -> Contract | None:
    file = CATALOGUE / f"{kind.type}.json"
    content: Contract | None = json.loads(file.read_text()) if file.exists() else None
    return content


def as_text(content: Contract) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What in the schema `new` a reader or writer of `old` could not live with; empty if nothing."""
    found = _breaks_of_object(old, new, "")
    for name, definition in old.get("$defs", {}).items():
        found += _breaks_of_object(definition, new.get("$defs", {}).get(name, {}), f"{name}.")
    return found


def _breaks_of_object(old: dict[str, Any], new: dict[str, Any], place: str) -> list[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    required = set(new.get("required", [])) - set(old.get("required", []))
    optional = set(old.get("required", [])) - set(new.get("required", []))
    return [
        *(f"{place}{name} is gone" for name in before if name not in after),
        *(f"{place}{name} changed" for name in before if name in after and not _widened(before, after, name)),
        *(f"{place}{name} is required now" for name in sorted(required)),
        *(f"{place}{name} may be missing now" for name in sorted(optional & set(after))),
    ]


def _widened(before: dict[str, Any], after: dict[str, Any], name: str) -> bool:
    """The same type; its default and description may change."""
    aside = ("default", "description", "title")
    old, new = ({key: of[name][key] for key in of[name] if key not in aside} for of in (before, after))
    return old == new


def _example(kind: type[Event], published: Contract | None) -> dict[str, Any]:
    if published is not None:
        try:
            msgspec.convert(published["example"]["data"], kind, strict=False)
        except msgspec.ValidationError:
            pass
        else:
            kept: dict[str, Any] = published["example"]
            return kept
    return examples.cloud_event(kind)
