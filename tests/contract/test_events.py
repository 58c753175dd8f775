"""Contracts of events: committed as published, readable, and only ever changed compatibly."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from deploy.local.commands.bus import all_consumers
from libs.common.events.asyncapi import asyncapi
from libs.common.events.cloudevents import decode
from libs.common.events.contracts import CATALOGUE, as_text, breaks, every_kind, published, schema
from libs.common.events.envelope import Event
from libs.common.events.publishing import current, incompatible
from libs.common.testing.bus import as_record

KINDS = every_kind()


def of_kind(kind: type[Event]) -> dict[str, Any]:
    contract = published(kind)
    assert contract is not None, "run `aftercare bus catalogue`"
    return contract


def test_the_committed_catalogue_is_what_the_code_says() -> None:
    contracts = current(all_consumers())
    committed = {file.stem: file.read_text() for file in CATALOGUE.glob("*.json")}
    assert committed == {name: as_text(content) for name, content in contracts.items()}


def test_no_change_against_the_committed_catalogue_breaks_anybody() -> None:
    assert incompatible(current([])) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_example_goes_over_the_wire_and_comes_back(kind: type[Event]) -> None:
    example = of_kind(kind)["example"]
    row = {
        "topic": kind.topic.name,
        "event_id": UUID(example["id"]),
        "type": kind.type,
        "time": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "key": UUID(example["subject"]),
        "version": int(example["version"]),
        "actor": example["actor"],
        "correlation": UUID(example["correlation"]),
        "traceparent": example["traceparent"],
    }
    received = decode(as_record({**row, "data": json.dumps(example["data"]).encode()}))
    assert msgspec.to_builtins(received.data, order="sorted") == msgspec.to_builtins(
        msgspec.convert(example["data"], kind, strict=False), order="sorted"
    )
    assert (received.id, received.subject, received.version) == (row["event_id"], row["key"], 1)
    assert (received.time, received.actor) == (row["time"], example["actor"])
    assert (received.correlation, received.traceparent) == (row["correlation"], example["traceparent"])


OLD: dict[str, Any] = {
    "properties": {"amount": {"type": "integer"}, "note": {"type": "string", "default": ""}},
    "required": ["amount"],
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"properties": {"note": {"type": "string"}}, "required": []}, ["amount is gone"]),
        ({"properties": {**OLD["properties"], "amount": {"type": "string"}}}, ["amount changed"]),
        ({"required": ["amount", "note"]}, ["note is required now"]),
        ({"required": []}, ["amount may be missing now"]),
        (
            {"properties": {**OLD["properties"], "more": {"type": "null"}}, "required": ["amount", "more"]},
            ["more is required now"],
        ),
        ({"properties": {**OLD["properties"], "more": {"type": "null"}}}, []),
    ],
)
def test_an_incompatible_change_is_told_and_an_added_optional_field_is_not(
    change: dict[str, Any], told: list[str]
) -> None:
    assert breaks(OLD, {**OLD, **change}) == told


def test_a_change_inside_a_part_of_an_event_is_told_too() -> None:
    old = {"properties": {}, "$defs": {"Line": {"properties": {"amount": {"type": "string"}}}}}
    assert breaks(old, {"properties": {}}) == ["Line.amount is gone"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_events_other_than_customers_carry_no_field_named_like_personal_data(kind: type[Event]) -> None:
    if kind.topic.name != "aftercare.intake.customers":
        named = {"name", "phone", "address", "email", "customer_name", "contact_name"}
        assert named.isdisjoint(schema(kind)["properties"])


@pytest.mark.parametrize("service", ["intake", "dispatch", "complaints", "followup"])
def test_the_asyncapi_document_has_every_event_of_the_service_and_no_loose_end(service: str) -> None:
    document = asyncapi(service)
    assert document["asyncapi"].startswith("3.")
    sent = {kind.type for kind in KINDS if kind.topic.owner == service}
    assert sent <= set(document["components"]["messages"])
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    if isinstance(part, list):
        return [found for value in part for found in references(value)]
    return []
