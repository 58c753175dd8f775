"""A whole platform in processes of its own, as `make run` starts it, on free ports."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    with (
        tempfile.TemporaryDirectory(prefix="aftercare-e2e-") as folder,
        Stack(Path(folder) / "home") as running,
    ):
        yield running
