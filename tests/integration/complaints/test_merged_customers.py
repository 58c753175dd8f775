"""A case goes with its customer's file when that is merged, and back (IN-11)."""

from uuid import UUID

import pytest

from libs.common.events.intake import CustomersMerged, CustomersUnmerged
from libs.common.ids import new_id
from tests.integration.complaints.house import Complaints


@pytest.mark.rule("IN-11")
async def test_cases_are_the_survivors_until_the_merge_is_undone(complaints: Complaints) -> None:
    first, second, third = (new_id() for _ in range(3))
    mine, others = [
        await complaints.complaint(customer={"id": str(file), "name": "王芳"}) for file in (second, first)
    ]

    async def owners() -> list[UUID]:
        return [UUID((await complaints.case(case))["customer_id"]) for case in (mine, others)]

    await complaints.hear(CustomersMerged(into=second), of=first)
    assert await owners() == [second, second]
    await complaints.hear(CustomersMerged(into=third), of=second)
    await complaints.hear(CustomersMerged(into=third), of=first)
    assert await owners() == [third, third]
    await complaints.hear(CustomersUnmerged(from_id=third), of=second)
    await complaints.hear(CustomersMerged(into=second), of=first)
    assert await owners() == [second, second]
    await complaints.hear(CustomersUnmerged(from_id=second), of=first)
    assert await owners() == [second, first]
