"""Each service shows what it keeps of persons, where and for how long (IN-12)."""

from importlib import import_module

import pytest
from sqlalchemy import text

from tests.integration.standing import StandingServices
from tests.integration.stories.town import KINDS


@pytest.mark.rule("IN-12")
async def test_everything_has_a_place_and_a_time(standing: StandingServices) -> None:
    for kind in KINDS:
        service = await standing.afresh(kind)
        held = import_module(f"services.{service.name}.privacy.held").HELD

        shown = await service.get("/retention", role="auditor")

        assert (shown["records_years"], shown["accounts_years"]) == (3, 10)
        items = {item["place"]: item for item in shown["items"]}
        for one in held:
            item = items[f"postgresql {service.name}.{one.model.__tablename__}"]
            assert item["leaves"] == sorted(one.blank), item
            assert (item["kept"], item["limit"] == 3) == (
                "years" if one.past else "with_customer" if one.blank else "for_good",
                one.past is not None,
            )
        topics = {item["limit"] for place, item in items.items() if place.startswith("kafka ")}
        assert (topics, items[f"postgresql {service.name}.outbox_log"]["limit"]) == ({14}, 15)
        async with service.database.transaction() as session:
            for item in shown["items"]:
                if item["place"].startswith("postgresql "):
                    assert await session.scalar(text("SELECT to_regclass(:name)"), {"name": item["records"]})
        assert (await service.ask("GET", "technician", "/retention")).status_code == 403


@pytest.mark.rule("IN-12")
async def test_it_is_told_in_the_readers_language(standing: StandingServices) -> None:
    intake = await standing.afresh(KINDS[0])
    path = "/intake/v1/retention"
    told = {
        language: (await intake.http.get(path, headers={"Accept-Language": language})).json()["items"]
        for language in ("zh", "en")
    }
    [zh, en] = [
        next(item["told"] for item in items if item["records"] == "tickets") for items in told.values()
    ]
    assert (zh, en) == (
        "办结满 3 年后去除内容；事实和金额保留",
        "its words go 3 years after it ended; facts and amounts stay",
    )
