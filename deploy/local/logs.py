import os
from pathlib import Path

_LIMIT = 5_000_000
_LAST = 10_000


def bound_logs(folder: Path) -> None:
    """Keep the last part of a log that has grown too long as `….log.1`; its writers append and go on."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > _LIMIT:
            with log.open("rb") as grown:
                grown.seek(-_LIMIT, os.SEEK_END)
                log.with_suffix(".log.1").write_bytes(grown.read())
            os.truncate(log, 0)


def last_line(log: Path) -> str:
    """What a process said last; nothing where it said nothing."""
    if not log.exists():
        return ""
    with log.open("rb") as said:
        said.seek(-min(_LAST, log.stat().st_size), os.SEEK_END)
        lines = said.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
