"""Stand-in stacks for tests, and how to look at their processes."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from deploy.local.processes import working_in
from deploy.local.stack import Facts, Stack

COMMAND = (sys.executable, "-m", "tests.integration.local.stand_in")


def stand_in_stack(home: Path, *, port: int = 0) -> Stack:
    return Stack(home, port=port, command=COMMAND)


def eventually(holds: Callable[[], bool], *, within: float = 30) -> bool:
    """Whether it came true; a bound for a broken program, not a measure of a sound one."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(process: int | None) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def all_ended(home: Path, facts: Facts) -> bool:
    known = [facts.launcher, *facts.processes.values()]
    return not any(is_alive(process) for process in known) and not working_in(
        home / "postgres", program="postgres"
    )


def kill(process: int | None) -> None:
    assert process is not None
    os.kill(process, signal.SIGKILL)


def kill_and_await_return(stack: Stack, name: str) -> None:
    old = stack.facts.processes[name]
    kill(old)
    assert eventually(lambda: stack.facts.processes[name] != old and is_alive(stack.facts.processes[name]))


def answering_process(port: int) -> int:
    """Id of the process that answers on the port; waits for one that is being started again."""
    return int(httpx.get(f"http://127.0.0.1:{port}/", timeout=30).json()["process"])
