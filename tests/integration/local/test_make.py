"""`make run` ends whether a signal reaches the launcher, or only the make that runs it."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from deploy.local.stack import Facts, running
from tests.integration.local.stacks import COMMAND, all_ended, eventually

ROOT = Path(__file__).parents[3]


def interruptible() -> None:
    """As from a terminal; a shell's background job would ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_make_alone_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    makefile, home = tmp_path / "Makefile", tmp_path / "home"
    makefile.write_text(f"run:\n\t@{' '.join(COMMAND)}\n")
    settings = {"AFTERCARE_HOME": str(home), "AFTERCARE_PORT": "0"}
    make = subprocess.Popen(
        ["make", "-f", str(makefile), "run"], cwd=ROOT, env=os.environ | settings, preexec_fn=interruptible
    )
    assert eventually(lambda: _ready(home), within=90)
    facts = running(home)
    assert isinstance(facts, Facts)

    make.send_signal(number)

    make.wait(30)
    assert eventually(lambda: all_ended(home, facts))


def _ready(home: Path) -> bool:
    facts = running(home)
    return facts is not None and facts.ready
