"""`make` and SIGINT: it trusts the terminal to tell its children, and waits with the signal blocked."""

import os
import signal
from pathlib import Path

_SIGINT_BIT = 1 << (signal.SIGINT - 1)


def make_was_interrupted() -> bool:
    """Whether the `make` that runs us got a SIGINT that nobody else got."""
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return False
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return facts.get("Name") == "make" and bool(int(facts.get("SigBlk", "0"), 16) & _SIGINT_BIT)
