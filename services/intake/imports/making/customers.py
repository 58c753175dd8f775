"""Customers from checked rows (IN-14)."""

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.intake.imports.making.chunk import Chunk, Outcome, Rows
from services.intake.imports.making.people import person


async def make_customers(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    chunk, outcome = Chunk(), Outcome()
    people = [person(record, record["name"]) for _, record in rows]
    await chunk.people.look_up(session, people)
    for one in people:
        _, new = chunk.people.take(one)
        outcome.imported += new
        outcome.unchanged += not new
    await chunk.write(session, act)
    return outcome
