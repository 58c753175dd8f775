"""What one run of schemathesis does, as its configuration file."""

import json
from collections.abc import Mapping
from typing import Any

from tests.contract.fuzz.seeds import Ids

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def plan(*, paths: Mapping[str, Any], role: str, ids: Ids, examples: int, thorough: bool) -> str:
    """`examples` for each call that `role` may make; one for each that is refused before its body is read.

    A thorough run adds what the schemas' edges give and draws anew each time. Most addresses and references
    name rows that exist; the rest are made up.
    """
    refused = [
        call["operationId"]
        for calls in paths.values()
        for call in calls.values()
        if call["security"] and role not in call["x-roles"]
    ]
    settings: dict[str, Any] = {
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "warnings": False,
        "generation.max-examples": examples,
        "generation.deterministic": not thorough,
        "generation.no-shrink": True,
        "generation.database": "none",
        "checks.enabled": False,
        "phases.coverage.enabled": thorough,
        "phases.examples.enabled": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    lines += [f"checks.{name}.enabled = true" for name in CHECKS]
    lines += [
        'dictionaries.any_version.values = ["*"]',
        f'parameters."header.If-Match" = {_often("any_version")}',
    ]
    lines += [line for name, known in ids.items() for line in _drawn_from(name, known)]
    return "\n".join(lines + (_refused(refused) if refused else [])) + "\n"


def _drawn_from(name: str, known: list[str]) -> list[str]:
    return [
        f"dictionaries.{name}.values = {json.dumps(known)}",
        f"parameters.{name} = {_often(name)}",
        f'parameters."body.{name}" = {_often(name)}',
    ]


def _often(dictionary: str) -> str:
    return f'{{ dictionary = "{dictionary}", probability = 0.8 }}'


def _refused(operations: list[str]) -> list[str]:
    return [
        "[[operations]]",
        f"include-operation-id = {json.dumps(operations)}",
        "generation.max-examples = 1",
        "phases.coverage.enabled = false",
    ]
