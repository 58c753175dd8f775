"""What the kernel tells about processes (Linux)."""

import contextlib
from pathlib import Path


def working_in(folder: Path, *, program: str) -> list[int]:
    """Ids of the living processes of `program` whose working directory is `folder`."""
    wanted = str(folder.resolve())
    numbers = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [int(entry.name) for entry in numbers if _work(entry) == (program, wanted)]


def _work(entry: Path) -> tuple[str, str] | None:
    with contextlib.suppress(OSError):
        return (entry / "comm").read_text().strip(), str((entry / "cwd").readlink())
    return None
