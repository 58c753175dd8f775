"""Routes of surveys for headquarters (api.md, Follow-up); customers have `public_api`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import select

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from libs.common.web.paging import Page, PagingDep, page
from libs.common.web.permission import may
from libs.common.web.problems import NotFound
from libs.common.web.routing import Router
from services.followup.links import Links
from services.followup.surveys import usecases
from services.followup.surveys.models import Survey
from services.followup.surveys.schemas import SurveyOut, TypedAnswers


class SurveyNotFound(NotFound):
    code = "survey_not_found"
    zh = "没有这份调查。"
    en = "There is no such survey."


async def _links(request: Request) -> Links:
    """Made by the composition root, which alone reads the secret."""
    links: Links = request.app.state.links
    return links


LinksDep = Annotated[Links, Depends(_links)]
Found = Annotated[Survey, found(Survey, param="survey_id", not_found=SurveyNotFound)]
Locked = Annotated[Survey, locked(Survey, param="survey_id", not_found=SurveyNotFound)]

router = Router(prefix="/surveys", tags=["surveys"])


@router.get("", dependencies=[may("surveys.read")])
async def list_surveys(
    edge: EdgeDep,
    paging: PagingDep,
    links: LinksDep,
    ticket_id: Annotated[
        UUID | None, Query(description="surveys about this ticket's resolutions and its complaint cases")
    ] = None,
    case_id: Annotated[UUID | None, Query(description="surveys about a complaint case")] = None,
    customer_id: UUID | None = None,
) -> Page[SurveyOut]:
    query = select(Survey)
    if ticket_id is not None:
        query = query.where(Survey.ticket_id == ticket_id)
    if case_id is not None:
        query = query.where(Survey.about == "case", Survey.about_id == case_id)
    if customer_id is not None:
        query = query.where(Survey.customer_id == customer_id)
    now = edge.act.now
    return await page(edge, query, Survey, paging, lambda survey: SurveyOut.of(survey, links=links, now=now))


@router.get("/{survey_id}", dependencies=[may("surveys.read")])
async def read_survey(survey: Found, edge: EdgeDep, links: LinksDep) -> SurveyOut:
    return SurveyOut.of(survey, links=links, now=edge.act.now)


@router.post("/{survey_id}/answers", dependencies=[may("surveys.answer")])
async def answer_survey(survey: Locked, body: TypedAnswers, edge: EdgeDep, links: LinksDep) -> SurveyOut:
    """By phone or from paper; nobody for their own work."""
    await usecases.type_answers(session=edge.session, act=edge.act, survey=survey, answers=body)
    return SurveyOut.of(survey, links=links, now=edge.act.now)
