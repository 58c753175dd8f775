"""Routes of the call guide (api.md, Intake; IN-13)."""

from typing import Annotated, get_args

from fastapi import Path, Query

from libs.common.act import Language
from libs.common.ids import site_date
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.fields import Day
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.intake.call_guide import queries, usecases
from services.intake.call_guide.guide import Guide, Situation
from services.intake.call_guide.loading import shipped_guides
from services.intake.call_guide.models import CallTaker, GuideReading
from services.intake.call_guide.schemas import Acknowledge, BehindOut, GuideOut, ReadingOut
from services.intake.days import start_of


class SituationNotFound(NotFound):
    code = "situation_not_found"
    zh = "应答规范中没有这种情形。"
    en = "The call guide has no such situation."


router = Router(prefix="/call-guide", tags=["call guide"])
Lang = Annotated[Language | None, Query(description="of the texts; the request's language when left out")]
Named = Annotated[str, Path(description="as of `GET /call-guide`")]


@router.get("", dependencies=[may("call_guide.read")])
async def read_guide(
    edge: EdgeDep, situation: Annotated[Situation | None, Query()] = None, lang: Lang = None
) -> Page[GuideOut]:
    """What to say and what not to say, in the order of a call: all situations, or the one asked for."""
    guides = [guide for guide in _in_force(edge) if situation in (None, guide.situation)]
    return Page(items=await _shown(edge, guides, lang))


@router.get("/readings", dependencies=[may("call_guide.oversee")])
async def list_readings(
    edge: EdgeDep,
    paging: PagingDep,
    agent: Annotated[str | None, Query(max_length=200)] = None,
    situation: Annotated[Situation | None, Query()] = None,
) -> Page[ReadingOut]:
    """Who read which version when."""
    query = queries.readings_like(agent=agent, situation=situation)
    return await page(edge, query, GuideReading, paging, ReadingOut.model_validate)


@router.get("/unread", dependencies=[may("call_guide.oversee")])
async def list_unread(
    edge: EdgeDep,
    paging: PagingDep,
    active_since: Annotated[Day | None, Query(description="took a call on that day or later")] = None,
) -> Page[BehindOut]:
    """Who takes calls and hasn't read all of the guide as it is in force, with what is missing."""
    guides = list(_in_force(edge))
    since = start_of(active_since) if active_since else None
    found = await page(edge, queries.behind(guides, active_since=since), CallTaker, paging, lambda row: row)
    readings = await queries.readings_by(edge.session, [taker.agent for taker in found.items])
    items = [BehindOut.of(taker, guides, readings.get(taker.agent, {})) for taker in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


@router.get("/{situation}/versions", dependencies=[may("call_guide.read")])
async def list_versions(situation: Named, edge: EdgeDep, lang: Lang = None) -> Page[GuideOut]:
    """Every version of the text, newest first, also those that are not in force yet or any more."""
    return Page(items=await _shown(edge, shipped_guides().of(_known(situation))[::-1], lang))


@router.post("/{situation}/acknowledge", dependencies=[may("call_guide.acknowledge")])
async def acknowledge(situation: Named, body: Acknowledge, edge: EdgeDep, lang: Lang = None) -> GuideOut:
    """The agent has read it; a newer version will have to be read again."""
    guide = shipped_guides().in_force(_known(situation), site_date(edge.act.now))
    reading = await usecases.acknowledge(
        session=edge.session, act=edge.act, guide=guide, version=body.version
    )
    return GuideOut.of(guide, language=lang or edge.act.language, reading=reading)


def _in_force(edge: Edge) -> list[Guide]:
    return list(shipped_guides().all_in_force(site_date(edge.act.now)))


def _known(situation: str) -> Situation:
    for known in get_args(Situation):
        if known == situation:
            return known  # type: ignore[no-any-return]
    raise SituationNotFound


async def _shown(edge: Edge, guides: list[Guide], lang: Language | None) -> list[GuideOut]:
    readings = await queries.readings_of(edge.session, edge.act.actor.subject)
    language = lang or edge.act.language
    return [GuideOut.of(guide, language=language, reading=readings.get(guide.situation)) for guide in guides]
