"""A customer of the stories who told more than was asked, and what the services hold of him (IN-12)."""

from typing import Any

from sqlalchemy import text

from libs.common.testing.service import Service
from tests.integration.standing import StandingServices
from tests.integration.stories.town import Post, Town

_TABLES = text("""
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1""")
TYPED = "联系人王小明，手机 13912345678"
"""What somebody typed where free text is asked for."""

WHO = {
    "name": "欧阳修远",
    "contacts": [{"type": "phone", "value": "137 6400 1188"}, {"type": "email", "value": "xy@example.org"}],
    "addresses": [{"text": "上海市徐汇区漕溪北路 77 弄 501 室"}],
    "contact_person": "上官婉儿",
}
"""Nobody else in the stories."""


async def everything(service: Service) -> dict[str, str]:
    """Each table of the service's schema as text, bus and logs included."""
    async with service.database.transaction() as session:
        names = (await session.scalars(_TABLES)).all()
        return {
            name: str(await session.scalar(text(f"SELECT json_agg(t)::text FROM {name} AS t")))
            for name in names
        }


async def settle(town: Town) -> None:
    post = Post(town.services, None, "")
    try:
        await post.deliver_all()
    finally:
        await post.close()


async def prepared(standing: StandingServices) -> tuple[Town, dict[str, Any]]:
    """Stories 1 and 2 are over; the customer of the first wrote more about himself than was asked."""
    town = await Town.play(standing)
    intake = town.services["intake"]
    tickets = (await intake.get("/tickets?limit=200"))["items"]
    [first] = [ticket for ticket in tickets if ticket["fault"]["text"].startswith("冰箱不制冷")]
    customer = await intake.patch("agent", f"/customers/{first['customer_id']}", WHO)
    contact = {
        "channel": "email",
        "direction": "inbound",
        "number": "xiaoming@example.com",
        "caller": "王小明",
        "kind": "complaint",
        "content": TYPED,
        "customer_id": customer["id"],
    }
    await intake.post("agent", "/contacts", contact, expect=201)
    await settle(town)
    return town, customer


def personal(customer: dict[str, Any]) -> list[str]:
    values = [customer["name"], "上官婉儿", TYPED, "xiaoming@example.com", "王小明", "13912345678"]
    values += [point["value"] for point in customer["contacts"]]
    return values + [address["text"] for address in customer["addresses"]]
