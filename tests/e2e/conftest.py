"""A whole platform in processes of its own, as `make run` starts it, on free ports."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.stack import Stack
from tests.e2e.desk import Desk
from tests.foreign import left_as_found
from tests.servers import CHOSEN


@pytest.fixture(scope="session")
def stack(server_folder: Path) -> Iterator[Stack]:
    with left_as_found(CHOSEN), Stack(server_folder / "home") as running:
        yield running


@pytest.fixture(scope="session")
def desk(stack: Stack) -> Iterator[Desk]:
    with httpx.Client(base_url=stack.address, timeout=30, trust_env=False) as http:
        desk = Desk(http)
        desk.opens()
        yield desk
