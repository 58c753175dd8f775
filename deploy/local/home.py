"""The folder of one embedded stack: `$AFTERCARE_HOME`, for its owner only."""

import fcntl
import json
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from deploy.local.errors import CannotStart
from deploy.local.postgres import SUPERUSER
from libs.common.schema import keeper

SERVICES = ("intake", "dispatch", "complaints", "followup")
_NEEDED_MB = 150


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.logs = self.folder / "logs"
        self.data = self.folder / "postgres"
        self.clock = self.folder / "clock"
        self.stack = self.folder / "stack.json"
        self._secrets = self.folder / "secrets.json"
        self._lock: int | None = None

    def open(self) -> None:
        """Make the folder and take it for this process. Raises `CannotStart` when another one has it."""
        os.umask(0o077)
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Aftercare already runs on {self.folder}{self._by_whom()}: "
                "stop it first, or set AFTERCARE_HOME to another folder."
            ) from None
        self.stack.unlink(missing_ok=True)
        free = shutil.disk_usage(self.folder).free >> 20
        if free < _NEEDED_MB:
            raise CannotStart(
                f"The disk of {self.folder} has {free} MB left, and Aftercare needs {_NEEDED_MB} MB to start."
            )

    def let_go(self) -> None:
        """Give up the lock's descriptor, in a child as well: the lock lives as long as one has it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secrets(self) -> dict[str, str]:
        """Passwords of the database roles and `survey`, made once and kept for the owner only."""
        if self._secrets.exists():
            return self._whole(json.loads(self._secrets.read_text()))
        if self.data.exists():
            raise CannotStart(
                f"{self._secrets} is missing, and the data beside it can't be opened without it."
            )
        made = new_secrets()
        self.keep(made)
        return made

    def _whole(self, kept: dict[str, str]) -> dict[str, str]:
        """With what an older release had no need of."""
        whole = new_secrets() | kept
        if whole != kept:
            self.keep(whole)
        return whole

    def keep(self, made: dict[str, str]) -> None:
        write_json(self._secrets, made)

    @property
    def empty(self) -> bool:
        return not self.data.exists() and not self._secrets.exists()

    def _by_whom(self) -> str:
        try:
            running = json.loads(self.stack.read_text())
        except (OSError, ValueError):
            return ""
        return f" (process {running['launcher']}, {running['address']})"


def new_secrets() -> dict[str, str]:
    names = (SUPERUSER, *SERVICES, *map(keeper, SERVICES), "survey")
    return {name: secrets.token_urlsafe(24) for name in names}


def write_json(path: Path, content: Any) -> None:
    """Replace the file as a whole; only the owner may read it."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content, indent=1))
    unfinished.replace(path)
