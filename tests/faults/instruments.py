"""What a run adds to the services' schemas: a journal of what consumers claim, and a disk that can be full.

A plain user can neither mount a small file system nor set a quota, so a full disk is played: while it is
full, every INSERT into the outbox fails with SQLSTATE 53100, as PostgreSQL itself would say it.
"""

import asyncio
from collections.abc import Mapping

import asyncpg

_INSTALL = """
    CREATE SEQUENCE faults_batches;
    CREATE TABLE faults_applied (consumer text NOT NULL, event_id uuid NOT NULL, batch bigint NOT NULL);
    CREATE FUNCTION faults_note() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE this bigint := nextval('faults_batches');
        BEGIN
            INSERT INTO faults_applied SELECT consumer, event_id, this FROM claimed;
            RETURN NULL;
        END $$;
    CREATE TRIGGER faults_note AFTER INSERT ON inbox
        REFERENCING NEW TABLE AS claimed FOR EACH STATEMENT EXECUTE FUNCTION faults_note();

    CREATE TABLE faults_disk_is_full (since timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE FUNCTION faults_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM faults_disk_is_full) THEN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
            END IF;
            RETURN NULL;
        END $$;
    CREATE TRIGGER faults_disk BEFORE INSERT ON outbox_log
        FOR EACH STATEMENT EXECUTE FUNCTION faults_disk();"""
"""A batch gets its number while it holds the locks on its keys: for a key, numbers rise with time."""


class Instruments:
    """Speaks to PostgreSQL itself, past the proxy."""

    def __init__(self, databases: Mapping[str, str]) -> None:
        self._databases = databases

    async def install(self) -> None:
        for service in self._databases:
            await self._execute(service, _INSTALL)

    async def fill_disk(self, service: str, *, full: bool) -> None:
        """As soon as the database can be reached, and surely."""
        statement = "INSERT INTO" if full else "DELETE FROM"
        values = " DEFAULT VALUES" if full else ""
        while True:
            try:
                return await self._execute(service, f"{statement} faults_disk_is_full{values}")
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await asyncio.sleep(0.2)

    async def _execute(self, service: str, statements: str) -> None:
        connection = await asyncpg.connect(self._databases[service], timeout=5, command_timeout=10)
        try:
            await connection.execute(statements)
        finally:
            await connection.close(timeout=2)
