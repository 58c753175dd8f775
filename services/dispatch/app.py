"""Composition root of dispatch: builds its API and its worker from settings."""

from fastapi import FastAPI

from libs.common.chores import Chore
from libs.common.clock import open_clock
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy.retention import CHORE
from libs.common.settings import Settings
from libs.common.timers import Timers
from libs.common.web.app import service_app
from libs.common.worker import Worker
from services.dispatch.charges import api as charges
from services.dispatch.jobs import api as jobs
from services.dispatch.jobs import consumers
from services.dispatch.jobs import timers as job_timers
from services.dispatch.knowledge.consumers import knowledge
from services.dispatch.planning import api as planning
from services.dispatch.prices import api as prices
from services.dispatch.privacy.consumers import privacy
from services.dispatch.privacy.retention import places, retention
from services.dispatch.technicians import api as technicians
from services.dispatch.visits import api, api_review, api_site
from services.dispatch.visits import timers as visit_timers

ROUTERS = (
    technicians.router,
    jobs.router,
    planning.router,
    prices.router,
    api.router,
    api_site.router,
    api_review.router,
    charges.router,
    places,
)
CONSUMERS = (consumers.tickets, knowledge, privacy)


def build_timers() -> Timers:
    timers = Timers("dispatch")
    job_timers.register(timers)
    visit_timers.register(timers)
    return timers


def build_api(settings: Settings) -> FastAPI:
    shipped_packs()
    return service_app(service="dispatch", title="Aftercare dispatch", settings=settings, routers=ROUTERS)


def build_worker(settings: Settings) -> Worker:
    shipped_packs()
    clock = open_clock(settings.clock_file)
    worker = Worker(
        service="dispatch", settings=settings, consumers=CONSUMERS, timers=build_timers(), clock=clock
    )
    return worker.beside(Chore.of(worker, CHORE, retention, clock=clock))
