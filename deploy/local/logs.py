import os
from pathlib import Path

_LIMIT = 5_000_000


def bound_logs(folder: Path) -> None:
    """Keep the last part of a log that has grown too long as `….log.1`; its writers append and go on."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > _LIMIT:
            with log.open("rb") as grown:
                grown.seek(-_LIMIT, os.SEEK_END)
                log.with_suffix(".log.1").write_bytes(grown.read())
            os.truncate(log, 0)
