"""Composition root of complaints: its API and its worker, built from settings."""

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
from services.complaints.announcements import api as announcements_api
from services.complaints.cases import api as cases_api
from services.complaints.cases import timers as case_timers
from services.complaints.cases.consumers import cases
from services.complaints.improvements import timers as improvement_timers
from services.complaints.penalties import api as penalties_api
from services.complaints.penalties.consumers import ledger
from services.complaints.privacy.consumers import privacy
from services.complaints.privacy.retention import places, retention
from services.complaints.quality.consumers import quality
from services.complaints.review import api as review_api
from services.complaints.review import timers as review_timers
from services.complaints.tickets.consumers import tickets

ROUTERS: tuple[Router, ...] = (
    *cases_api.ROUTERS,
    penalties_api.router,
    review_api.router,
    announcements_api.router,
    places,
)
CONSUMERS: tuple[Consumer, ...] = (tickets, cases, ledger, quality, privacy)


def build_api(settings: Settings) -> FastAPI:
    """Raises `PackError` for a bad policy pack: the service doesn't start (PO-01)."""
    shipped_packs()
    return service_app(service="complaints", title="Aftercare complaints", settings=settings, routers=ROUTERS)


def build_worker(settings: Settings) -> Worker:
    """Raises `PackError` for a bad policy pack (PO-01)."""
    shipped_packs()
    clock = open_clock(settings.clock_file)
    worker = Worker(
        service="complaints", settings=settings, consumers=CONSUMERS, timers=build_timers(), clock=clock
    )
    return worker.beside(Chore.of(worker, CHORE, retention, clock=clock))


def build_timers() -> Timers:
    timers = Timers("complaints")
    for room in (case_timers, improvement_timers, review_timers):
        room.register(timers)
    return timers
