"""What the kernel tells about processes (Linux)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


def working_in(folder: Path) -> list[int]:
    """Ids of the living processes whose working directory is `folder`, or was before it was removed."""
    wanted = str(folder.resolve())
    return [pid for pid, entry in _processes() if _directory(entry) == wanted]


def _processes() -> Iterator[tuple[int, Path]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            yield int(entry.name), entry


def _directory(entry: Path) -> str | None:
    with contextlib.suppress(OSError):
        return str((entry / "cwd").readlink())
    return None
