"""The walls of the house that import-linter can't see (docs/architecture/house.md)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for top in ("libs", "services", "deploy")
    for path in (ROOT / top).rglob("*.py")
    if "versions" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))

MAY_COMMIT = {"libs/common/web/edge.py", "libs/common/database.py", "libs/common/kafka/"}
"""The edges of requests, and of messages and timers (`Database.transaction`); Kafka's offsets."""
MAY_READ_CLOCK = {
    "libs/common/clock.py",
    "libs/common/web/",
    "libs/common/testing/",
    "libs/common/chores.py",
    "libs/common/webhooks/",
    "libs/common/firing.py",
    "libs/common/partitions.py",
    "services/console/",
    "deploy/",
}
"""Edges, and machine time: token lives, partition names, progress on a terminal."""
IO = (
    "asyncio",
    "httpx",
    "sqlalchemy.ext.asyncio",
    "libs.common.settings",
    "libs.common.clock",
    "libs.common.record",
)
LONGEST_FILE = 300
MOST_RULES = 3


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def imports(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def allowed(path: Path, places: set[str]) -> bool:
    return any(place(path).startswith(start) for start in places)


def test_nobody_commits_but_the_edge() -> None:
    broken = [
        f"{place(path)}:{line}"
        for path in SOURCES
        if not allowed(path, MAY_COMMIT)
        for line, name in calls(path)
        if name.endswith((".commit", ".rollback"))
    ]

    assert broken == []


def test_nobody_reads_the_clock_but_the_edge() -> None:
    broken = [
        f"{place(path)}:{line} {name}"
        for path in SOURCES
        if not allowed(path, MAY_READ_CLOCK)
        for line, name in calls(path)
        if name in ("datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time")
        or name.endswith("clock.now")
    ]

    assert broken == []


def test_models_and_rules_do_no_input_or_output() -> None:
    rooms = [path for path in SOURCES if path.name in ("models.py", "rules.py") and "services" in path.parts]
    broken = [
        f"{place(path)} imports {name}" for path in rooms for name in imports(path) if name.startswith(IO)
    ]

    assert rooms
    assert broken == []


def test_tests_run_on_the_real_thing() -> None:
    mocking = [place(path) for path in TESTS for name in imports(path) if "mock" in name]

    assert TESTS
    assert mocking == []


def test_no_file_is_a_room_that_wants_to_be_two() -> None:
    rooms = [*SOURCES, *TESTS]
    long = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in rooms}

    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize("path", TESTS, ids=place)
def test_a_marker_names_at_most_three_rules(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            assert 0 < len(node.args) <= MOST_RULES, f"line {node.lineno}"
