"""Composition root of follow-up: its API and its worker, built from settings."""

from fastapi import FastAPI

from libs.common.chores import Chore
from libs.common.clock import open_clock
from libs.common.consumer import Consumer
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy.retention import CHORE
from libs.common.settings import Settings
from libs.common.timers import Timers
from libs.common.web.app import service_app
from libs.common.web.routing import Router
from libs.common.worker import Worker
from services.followup.calls import api as calls_api
from services.followup.calls import timers as call_timers
from services.followup.customers.consumers import customers
from services.followup.dissatisfaction import api as dissatisfaction_api
from services.followup.dissatisfaction.consumers import dissatisfaction
from services.followup.links import Links
from services.followup.privacy.consumers import privacy
from services.followup.privacy.retention import places, retention
from services.followup.suggestions import api as suggestions_api
from services.followup.suggestions.consumers import suggestions
from services.followup.surveys import api as surveys_api
from services.followup.surveys import public_api as survey_api
from services.followup.surveys import timers as survey_timers
from services.followup.surveys.consumers import cases
from services.followup.tickets.consumers import tickets

ROUTERS: tuple[Router, ...] = (
    surveys_api.router,
    survey_api.router,
    calls_api.router,
    dissatisfaction_api.router,
    suggestions_api.router,
    places,
)
CONSUMERS: tuple[Consumer, ...] = (tickets, cases, customers, dissatisfaction, suggestions, privacy)
_SHORTEST_SECRET = 16


class NoSurveySecret(Exception):
    """Links that anybody could sign are no links."""


def build_api(settings: Settings) -> FastAPI:
    """Raises `PackError` for a bad policy pack (PO-01), `NoSurveySecret` without AFTERCARE_SURVEY_SECRET."""
    shipped_packs()
    secret = settings.survey_secret.get_secret_value().encode()
    if len(secret) < _SHORTEST_SECRET:
        raise NoSurveySecret(f"set AFTERCARE_SURVEY_SECRET to at least {_SHORTEST_SECRET} characters")
    app = service_app(service="followup", title="Aftercare follow-up", settings=settings, routers=ROUTERS)
    app.state.links = Links(secret=secret, public_url=settings.public_url)
    return app


def build_worker(settings: Settings) -> Worker:
    """Raises `PackError` for a bad policy pack (PO-01)."""
    shipped_packs()
    clock = open_clock(settings.clock_file)
    worker = Worker(
        service="followup", settings=settings, consumers=CONSUMERS, timers=build_timers(), clock=clock
    )
    return worker.beside(Chore.of(worker, CHORE, retention, clock=clock))


def build_timers() -> Timers:
    timers = Timers("followup")
    for room in (survey_timers, call_timers):
        room.register(timers)
    return timers
