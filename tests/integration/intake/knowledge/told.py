"""An article in a line."""

from typing import Any

from tests.integration.intake.house import Intake

ARTICLE: dict[str, Any] = {
    "title": {"zh": "BCD-500 不制冷", "en": "BCD-500 does not cool"},
    "text": {"zh": "检查压缩机与温控器。", "en": "Check compressor and thermostat."},
    "categories": ["refrigerator"],
    "models": ["BCD-500"],
    "fault_codes": ["E1"],
}


async def written(intake: Intake, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = await intake.post("agent", "/articles", {**ARTICLE, **changes}, expect=201)
    return made


async def published(intake: Intake, **changes: Any) -> dict[str, Any]:
    article = await written(intake, **changes)
    out: dict[str, Any] = await intake.post("service_manager", f"/articles/{article['id']}/publish")
    return out


async def ids(intake: Intake, path: str) -> list[str]:
    return [item["id"] for item in (await intake.get(path))["items"]]
