"""Real requests through the whole main job, with everything killed on the way (XC-02, XC-03)."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.e2e.requests import excavator_orders
from tests.integration.local.stacks import kill_and_await_return

pytestmark = pytest.mark.xdist_group("stack")
SHARED = Path(__file__).parents[3] / "shared" / "data"


def replay(stack: Stack, file: Path, limit: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "deploy.local",
            "replay",
            str(file),
            "--limit",
            str(limit),
            "--home",
            str(stack.home),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def assert_all_checks_hold(replaying: subprocess.Popen[str]) -> None:
    said, _ = replaying.communicate(timeout=400)
    assert replaying.returncode == 0, said


@pytest.mark.rule("XC-02", "XC-03")
def test_kill_9_of_every_process_in_the_middle_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    replaying = replay(stack, excavator_orders(tmp_path / "orders.csv", 40), 40)

    for name in stack.facts.processes:
        kill_and_await_return(stack, name)

    assert_all_checks_hold(replaying)


@pytest.mark.parametrize("name", ["excavator_work_orders.csv", "nyc311_requests.csv"])
def test_requests_that_nobody_made_for_us(stack: Stack, name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not beside this checkout")

    assert_all_checks_hold(replay(stack, SHARED / name, 25))
