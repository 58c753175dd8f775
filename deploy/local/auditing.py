"""The audit trails of all services at once, however long it takes (XC-06)."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from libs.common import audit


async def broken_chains(databases: Mapping[str, str]) -> list[str]:
    """A line for each break; `databases` are URLs by service."""
    return [f"{service}: {line}" for service, url in databases.items() for line in await _verified(url)]


async def _verified(url: str) -> list[str]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with AsyncSession(engine) as session:
            return await audit.verify(session)
    finally:
        await engine.dispose()
