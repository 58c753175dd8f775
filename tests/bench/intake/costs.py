"""What processes have used so far, read from the kernel: it is disturbed less by others than a rate."""

import os
import re
from contextlib import suppress
from pathlib import Path

from deploy.local.postgres import Postgres

_TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")


def cpu(process: int) -> float:
    """Microseconds of processor time, those of ended children included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * _TICK_US


def server_cpu(server: Postgres) -> float:
    """Of all its processes, with those that ended."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    total = cpu(postmaster)
    for process in children:
        with suppress(FileNotFoundError, ProcessLookupError):  # a backend that has just ended
            total += cpu(int(process))
    return total


def memory(process: int) -> float:
    """Megabytes that it has to itself."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"Private_\w+: +(\d+)", rollup)) / 1024
