"""The stories as a stranger would see them: `aftercare demo` against a running platform."""

import subprocess
import sys

import pytest

from deploy.local.stack import Stack

pytestmark = pytest.mark.xdist_group("stack")


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
