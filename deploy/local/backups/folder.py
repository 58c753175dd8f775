"""A backup as it lies in its folder: a dump of each schema, what else a platform needs, a manifest of all.

The manifest is written last and names every file with its SHA-256; whoever restores looks at those first.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec

MANIFEST, ERASURES, SECRETS, CLOCK = "manifest.json", "erasures.json", "secrets.json", "clock"
_NAME = "%Y%m%dT%H%M%SZ"


class Unusable(Exception):
    """Says in one sentence why nothing can be restored."""


class Held(msgspec.Struct, frozen=True):
    """What one service had."""

    head: str
    """The newest migration of its schema."""
    rows: dict[str, int]
    """By table."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    made_at: datetime
    """Machine time of the one moment at which all services are shown."""
    services: dict[str, Held]
    files: dict[str, str]
    """SHA-256 by name."""

    @property
    def rows(self) -> int:
        return sum(sum(held.rows.values()) for held in self.services.values())


class Backup(msgspec.Struct, frozen=True):
    folder: Path
    manifest: Manifest

    @classmethod
    def seal(cls, folder: Path, *, made_at: datetime, services: dict[str, Held]) -> Self:
        """Of all files that lie in the folder."""
        files = {file.name: sha256(file) for file in sorted(folder.iterdir())}
        manifest = Manifest(made_at=made_at, services=services, files=files)
        (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        return cls(folder, manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises `Unusable`."""
        try:
            manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        except (OSError, msgspec.DecodeError):
            raise Unusable(f"{folder} is no backup: {MANIFEST} is missing or can't be read.") from None
        return cls(folder, manifest)

    def check(self) -> None:
        """Raises `Unusable` unless every file is as it was written."""
        for name, digest in self.manifest.files.items():
            file = self.folder / name
            if not file.is_file() or sha256(file) != digest:
                raise Unusable(f"{file} is missing or not as it was written: restore another backup.")

    def secrets(self) -> dict[str, str]:
        """What links that customers hold are signed with."""
        return msgspec.json.decode((self.folder / SECRETS).read_bytes(), type=dict[str, str])


def folder_of(backups: Path, begun: datetime) -> Path:
    return backups / f"{begun:{_NAME}}"


def unfinished(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}")


def begun_at(folder: Path) -> datetime | None:
    """When a backup was begun, by its name; None for what is no backup."""
    try:
        return datetime.strptime(folder.name.removeprefix("."), _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
