"""The stories as a stranger would see them, and real requests with everything killed on the way.

One module, so that one process of a run has all of it and starts one platform.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.e2e.requests import excavator_orders
from tests.integration.local.stacks import kill_and_await_return

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


def demo(stack: Stack, story: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "deploy.local", "demo", "--home", str(stack.home), "--story", story],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.mark.rule("CO-16", "CO-15", "FU-04")
def test_story_1_fridge_stops_cooling(stack: Stack) -> None:
    told = demo(stack, "1")

    for step in ("IN-02", "PO-15", "DI-03", "DI-08", "DI-11", "PO-11", "FU-02", "CO-05", "CO-17", "CO-20"):
        assert f"({step}" in told or f", {step}" in told


@pytest.mark.rule("PO-03", "CO-18", "PO-08")
def test_story_2_out_of_warranty(stack: Stack) -> None:
    told = demo(stack, "2")

    assert "declines: closed without voucher" in told
    assert "three times the fee, 450.00" in told
    assert "closed" in told.splitlines()[-2]
