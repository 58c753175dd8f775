"""The customer's survey by signed link: a page in zh and en, or JSON (FU-01). No sign-in."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import TypeAdapter
from sqlalchemy import select
from starlette.responses import JSONResponse

from libs.common.act import Act, Actor, Language
from libs.common.database import HELD
from libs.common.web import body, forms, idempotency
from libs.common.web.edge import Edge, EdgeDep
from libs.common.web.idempotency import Claim
from libs.common.web.permission import open_to_all, raw_body
from libs.common.web.problems import Invalid, NotFound, Refusal, problem
from libs.common.web.refusals import Unauthenticated
from libs.common.web.routing import Router
from services.followup.links import Links, named
from services.followup.surveys import page, usecases
from services.followup.surveys.api import LinksDep
from services.followup.surveys.models import Survey
from services.followup.surveys.openapi import ANSWER, SHOW
from services.followup.surveys.schemas import AnsweredOut, Answers

_ANSWERS = TypeAdapter(Answers)
_LARGEST = 64 * 1024
_FORM = "application/x-www-form-urlencoded"

router = Router(prefix="/survey", tags=["survey"])
Token = Annotated[str, Path()]
Lang = Annotated[Language | None, Query(description="`zh` or `en`; else by Accept-Language")]


class LinkUnknown(NotFound):
    code = "survey_link_unknown"
    zh = "链接无效，请核对是否完整。"
    en = "This link is not valid; please check that it is complete."


@router.get("/{token}", dependencies=[open_to_all], **SHOW)
async def show_survey(
    request: Request, token: Token, edge: EdgeDep, links: LinksDep, lang: Lang = None
) -> Response:
    """The page; reading it uses nothing up."""
    language = lang or edge.act.language
    try:
        survey = await _survey(edge, links, token, lock=False)
        if survey.status == "answered":
            return page.thanks(language, again=True)
        survey.refuse_by_link(edge.act.now)
    except Refusal as refusal:
        return _refused(request, refusal, language)
    return page.form(language, about=survey.about)


@router.post("/{token}", dependencies=[open_to_all, raw_body], **ANSWER)
async def answer_survey(
    request: Request, token: Token, edge: EdgeDep, links: LinksDep, lang: Lang = None
) -> Response:
    """JSON or form, once. Whoever is signed in answers under their own name, and never for their own work."""
    language = lang or edge.act.language
    act = replace(edge.act, actor=await _signed_in(request) or usecases.CUSTOMER, language=language)
    try:
        return await _answer(request, token, edge, links, act)
    except Refusal as refusal:
        return _refused(request, refusal, language)


async def _signed_in(request: Request) -> Actor | None:
    with suppress(Unauthenticated):
        actor: Actor = await request.app.state.authenticator.actor(request.headers.get("authorization"))
        return actor
    return None


async def _answer(request: Request, token: str, edge: Edge, links: Links, act: Act) -> Response:
    raw = await body.read_body(request, _LARGEST)
    survey = await _survey(edge, links, token, lock=True)
    claim = Claim.of(_without_token(request, survey), edge.act.actor.subject, raw)
    if claim and (first := await idempotency.first_answer(edge.session, claim)):
        return _private(first)
    given = await _given(request, raw)
    try:
        answers: Answers = body.read_model(given, _ANSWERS, act)
    except Invalid as invalid:
        if _wants_page(request):
            survey.refuse_by_link(act.now)
            return page.form(act.language, about=survey.about, given=_plain(given), faults=invalid.errors)
        raise
    await usecases.answer_by_link(session=edge.session, act=act, survey=survey, answers=answers)
    response = _answered(request, survey, act)
    if claim:
        await idempotency.keep(edge.session, [(claim, response)])
    return response


async def _survey(edge: Edge, links: Links, token: str, *, lock: bool) -> Survey:
    """Raises `LinkUnknown` for a token that wasn't signed here for this survey."""
    query = select(Survey).where(Survey.id == named(token))
    survey = await edge.session.scalar(query.with_for_update(**HELD) if lock else query)
    if survey is None or not links.signed(token, survey.nonce):
        raise LinkUnknown
    return survey


async def _given(request: Request, raw: bytes) -> bytes:
    """A form as the JSON that it stands for."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        body.require_json(request, raw)
        return raw
    form = await forms.read_form(request, raw)
    return json.dumps(dict(form)).encode()


def _answered(request: Request, survey: Survey, act: Act) -> Response:
    if _wants_page(request):
        return page.thanks(act.language, again=False)
    answered = AnsweredOut(status=survey.state(act.now), answered_at=survey.answered_at or act.now)
    return _private(JSONResponse(answered.model_dump(mode="json")))


def _refused(request: Request, refusal: Refusal, language: Language) -> Response:
    """Readable where a browser asks, a problem document otherwise."""
    if _wants_page(request):
        return page.refused(language, refusal)
    return _private(problem(refusal, path=request.scope["path"], language=language))


def _private(response: Response) -> Response:
    response.headers.update(page.PRIVATE)
    return response


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "").lower()


def _without_token(request: Request, survey: Survey) -> Request:
    """What is kept under an idempotency key names the survey, not its link."""
    return Request({**request.scope, "path": f"survey {survey.id}"})


def _plain(given: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(given or b"{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
