"""Customers from checked rows (IN-14)."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.act import Act
from services.intake.imports.making.chunk import Chunk, Outcome, Rows
from services.intake.imports.making.people import person


async def make_customers(session: AsyncSession, act: Act, rows: Rows) -> Outcome:
    chunk, outcome = Chunk(), Outcome()
    people = [person(record, record["name"]) for _, record in rows]
    await chunk.people.look_up(session, people)
    await asyncio.to_thread(lambda: [chunk.people.take(one) for one in people])
    outcome.imported = len(chunk.people.new)
    outcome.unchanged = len(people) - outcome.imported
    await chunk.write(session, act)
    return outcome
