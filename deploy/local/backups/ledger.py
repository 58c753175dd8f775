"""Who was erased, kept beside the backups: a backup that is older still has them (IN-12).

It holds ids only, so it may lie where the backups do. Whom it lists is taken out before anything starts.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec

from deploy.local.backups.folder import Unusable
from libs.common.act import Act
from libs.common.database import Database
from libs.common.privacy import holding
from libs.common.privacy.scrubbing import scrub


class Ledger(msgspec.Struct, frozen=True):
    as_of: datetime
    """Machine time: whoever was erased later isn't listed."""
    erased: dict[UUID, datetime]
    """Business time by the customer's id."""

    @classmethod
    def read(cls, files: Iterable[Path]) -> Self:
        """All of them together. Raises `Unusable`."""
        read = [_read(file) for file in files]
        erased = {customer: at for one in read for customer, at in one.erased.items()}
        return cls(max(one.as_of for one in read), erased)

    def written(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self))


async def ledger_of(intake_url: str) -> Ledger:
    """Of a running platform."""
    as_of = datetime.now(UTC)
    database = Database(intake_url, pool_size=1)
    try:
        async with database.transaction() as session:
            return Ledger(as_of, await import_module("services.intake.privacy.again").erased(session))
    finally:
        await database.close()


async def erase_again(databases: Mapping[str, str], ledger: Ledger, act: Act) -> int:
    """In intake, which tells it as ever once it runs, and elsewhere as well: nobody sees it meanwhile."""
    opened = {service: Database(url, pool_size=1) for service, url in databases.items()}
    try:
        async with opened["intake"].transaction() as session:
            again = import_module("services.intake.privacy.again")
            customers: list[UUID] = await again.erase_again(session=session, act=act, ids=[*ledger.erased])
        for service, database in opened.items():
            if service != "intake":
                await _take_out(service, database, customers, act)
        return len(customers)
    finally:
        for database in opened.values():
            await database.close()


async def _take_out(service: str, database: Database, customers: list[UUID], act: Act) -> None:
    held = import_module(f"services.{service}.privacy.held").HELD
    async with database.transaction() as session:
        for customer in customers:
            await scrub(session, await holding.erase(session, act, held, customer))


def _read(file: Path) -> Ledger:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Ledger)
    except (OSError, msgspec.DecodeError):
        raise Unusable(f"{file} is no list of erasures: it is missing or can't be read.") from None
