"""A backup becomes the data of an empty home: loaded, counted, chains recomputed, the erased erased again.

Nothing has its final name until all that is done, so a restore that fails leaves an empty home. What the
broker has to hold is sent again by the relays, which find a fresh one (XC-03).
"""

import asyncio
import shutil

import asyncpg

from deploy.local.auditing import broken_chains
from deploy.local.backups.folder import CLOCK, Backup, Unusable
from deploy.local.backups.ledger import Ledger, erase_again
from deploy.local.backups.taking import held
from deploy.local.binaries import binary, run
from deploy.local.errors import CannotStart
from deploy.local.home import SERVICES, Home, new_secrets
from deploy.local.postgres import Postgres
from libs.common.act import Act
from libs.common.migrate import knows, upgrade
from libs.common.schema import keeper


def restore(backup: Backup, home: Home, ledger: Ledger, act: Act) -> int:
    """How many customers were erased again. Raises `CannotStart`, `Unusable`, `RuntimeError`."""
    home.open()
    if not home.empty:
        raise CannotStart(
            f"{home.folder} has data: restore into an AFTERCARE_HOME that is empty or not there."
        )
    secrets = new_secrets() | backup.secrets()
    data = home.data.with_name(f"{home.data.name}.restored")
    shutil.rmtree(data, ignore_errors=True)
    server = Postgres(data, home.logs / "postgres.log", passwords=secrets)
    try:
        server.start()
        erased = _fill(backup, server, ledger, act)
    except BaseException:
        server.stop()
        shutil.rmtree(data, ignore_errors=True)
        raise
    server.stop()
    shutil.copyfile(backup.folder / CLOCK, home.clock)
    home.keep(secrets)
    data.rename(home.data)
    return erased


def _fill(backup: Backup, server: Postgres, ledger: Ledger, act: Act) -> int:
    databases = {service: server.url(service) for service in SERVICES}
    for service, url in databases.items():
        kept_by = server.url(keeper(service))
        _load(backup, service, kept_by)
        asyncio.run(_count(backup, service, url))
        upgrade(service, kept_by)
    if broken := asyncio.run(broken_chains(databases)):
        raise Unusable(f"The audit trail of the backup is broken: {broken[0]}, {len(broken)} in all.")
    return asyncio.run(erase_again(databases, ledger, act))


def _load(backup: Backup, service: str, url: str) -> None:
    if not knows(service, backup.manifest.services[service].head):
        raise Unusable(f"{backup.folder} was made by a newer Aftercare: restore it with that one.")
    how = ["--single-transaction", f"--schema={service}", "--dbname=aftercare"]
    run([binary("pg_restore"), *how, str(backup.folder / f"{service}.dump")], url=url)


async def _count(backup: Backup, service: str, url: str) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        if await held(connection) != backup.manifest.services[service]:
            raise Unusable(f"{service} has other rows than when {backup.folder} was made.")
    finally:
        await connection.close()
