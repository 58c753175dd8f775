"""Who doesn't need them sees no name, number or address in any GET of any service (IN-12)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product
from typing import Any
from uuid import UUID

import pytest

from libs.common.roles.personal import Kind, kinds_seen
from libs.common.testing.service import Service
from tests.integration.standing import StandingServices
from tests.integration.stories.person import prepared

SECRET: dict[Kind, list[str]] = {
    "name": ["欧阳修远", "上官婉儿", "王小明"],
    "phone": ["137 6400 1188", "13764001188", "13912345678"],
    "email": ["xy@example.org", "xiaoming@example.com"],
    "address": ["漕溪北路", "77 弄", "501 室"],
}
ASKED = {"number": "13764001188", "phone": "13764001188", "q": "欧阳修远", "name": "欧阳", "serial": "SN"}
MOST = 4
"""Rows that are read one by one of each kind."""
READERS = ("agent", "dispatcher", "quality", "finance", "auditor")
"""Those who see something, and some of those who see nothing: what is seen is a table's, not a room's."""


class Reading:
    """All that can be read of a service, by following ids from list to row."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.ids: dict[str, list[str]] = defaultdict(list)
        self.paths = {
            path.removeprefix(f"/{service.name}/v1"): calls["get"]
            for path, calls in service.app.openapi()["paths"].items()
            if "get" in calls and path.startswith(f"/{service.name}/v1")
        }

    async def addresses(self) -> list[str]:
        """Lists first: what they name fills the paths of single rows."""
        found: list[str] = []
        for path, call in sorted(self.paths.items(), key=lambda item: item[0].count("{")):
            for address in islice(self._filled(path, call), MOST):
                answer = await self.service.ask("GET", "agent", address)
                if answer.status_code == 200 and "json" in answer.headers["content-type"]:
                    found.append(address)
                    self._note(answer.json(), path)
        return found

    def _filled(self, path: str, call: dict[str, Any]) -> Iterator[str]:
        given = call.get("parameters", [])
        names = [one["name"] for one in given if one["in"] == "path"]
        query = "&".join(f"{one['name']}={ASKED[one['name']]}" for one in given if one["name"] in ASKED)
        plain = "&".join(
            f"{one['name']}={ASKED.get(one['name'], '2026-03-02')}"
            for one in given
            if one["in"] == "query" and one.get("required")
        )
        for values in product(*(self.ids[name][:MOST] for name in names)):
            filled = path.format(**dict(zip(names, values, strict=True)))
            yield f"{filled}?{plain}"
            if query and query != plain:
                yield f"{filled}?{query}"

    def _note(self, content: Any, path: str) -> None:
        single = next((name for name in self._singles(path)), None)
        for item in _objects(content):
            for field, value in item.items():
                if isinstance(value, str) and _is_id(value):
                    name = single if field == "id" and single else field
                    if value not in self.ids[name]:
                        self.ids[name].append(value)

    def _singles(self, path: str) -> Iterator[str]:
        """The parameter that takes an id out of this list."""
        for other in self.paths:
            collection, _, last = other.rpartition("/")
            if collection == path and last.startswith("{"):
                yield last.strip("{}")


def _objects(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
        for value in content.values():
            yield from _objects(value)
    elif isinstance(content, list):
        for value in content:
            yield from _objects(value)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@pytest.mark.rule("IN-12")
async def test_no_answer_to_a_masked_role_holds_what_is_masked(standing: StandingServices) -> None:
    town, _ = await prepared(standing)
    in_the_clear: set[tuple[str, str]] = set()
    for service in town.services.values():
        for address in await Reading(service).addresses():
            for role in READERS:
                answer = await service.ask("GET", role, address)
                for kind, value in _held(answer.text):
                    assert kind in kinds_seen(frozenset({role})), (role, address, value)
                    in_the_clear.add((service.name, kind))
    assert {kind for name, kind in in_the_clear if name == "intake"} == set(SECRET)
    assert ("complaints", "phone") in in_the_clear


def _held(answer: str) -> Iterator[tuple[Kind, str]]:
    told = json.dumps(json.loads(answer), ensure_ascii=False)
    for kind, values in SECRET.items():
        for value in values:
            if value in told.replace("王小明，手机", ""):
                yield kind, value
