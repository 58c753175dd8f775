"""The AsyncAPI documents before AsyncAPI's own parser; it needs Node and, once, the npm registry."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.asyncapi import asyncapi

_SOURCE = Path(__file__).with_name("asyncapi")
_BUILT = Path(__file__).parents[2] / "build" / "asyncapi"


@pytest.fixture(scope="module")
def parser() -> Path:
    """The script beside the packages that it needs, as its lock has them."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("there is no Node here, and AsyncAPI's parser needs it")
    done = _BUILT / "made-from-this-lock.json"
    lock = (_SOURCE / "package-lock.json").read_text()
    if not done.exists() or done.read_text() != lock:
        shutil.copytree(_SOURCE, _BUILT, dirs_exist_ok=True)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        made = subprocess.run(command, cwd=_BUILT, capture_output=True, text=True, timeout=300)
        if made.returncode:
            pytest.skip(f"AsyncAPI's parser can't be installed here: {made.stderr.strip()[-300:]}")
        done.write_text(lock)
    return Path(shutil.copy(_SOURCE / "check.js", _BUILT))


def parse(parser: Path, document: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["node", parser], input=json.dumps(document), capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("service", ["intake", "dispatch", "complaints", "followup"])
def test_the_official_parser_accepts_the_document(parser: Path, service: str) -> None:
    found = parse(parser, asyncapi(service))
    assert found.returncode == 0, found.stdout + found.stderr
    assert "warning" not in found.stdout


def test_it_would_not_accept_everything(parser: Path) -> None:
    document = asyncapi("intake")
    next(iter(document["operations"].values()))["channel"] = {"$ref": "#/channels/none"}
    assert parse(parser, document).returncode == 1
