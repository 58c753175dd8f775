"""Composition root of intake: its API and its worker, built from settings."""

from fastapi import FastAPI

from libs.common.chores import Chore
from libs.common.clock import open_clock
from libs.common.consumer import Consumer
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy.retention import CHORE as RETENTION
from libs.common.settings import Settings
from libs.common.timers import Timers
from libs.common.web.app import service_app
from libs.common.web.routing import Router
from libs.common.webhooks.courier import Courier
from libs.common.worker import Worker
from services.intake.call_guide import api as call_guide_api
from services.intake.call_guide.consumers import call_guide
from services.intake.call_guide.loading import shipped_guides
from services.intake.contacts import api as contacts_api
from services.intake.contacts import timers as contact_timers
from services.intake.contracts import api as contracts_api
from services.intake.contracts import timers as contract_timers
from services.intake.customers import api as customers_api
from services.intake.customers.consumers import customers
from services.intake.deadlines import api as deadlines_api
from services.intake.entitlement import api as entitlement_api
from services.intake.imports import api as imports_api
from services.intake.imports.steps import CHORE
from services.intake.imports.steps import work as work_on_imports
from services.intake.inspections import timers as inspection_timers
from services.intake.knowledge import api as knowledge_api
from services.intake.knowledge import api_answers as knowledge_answers
from services.intake.knowledge.consumers import knowledge
from services.intake.known_faults import api as known_faults_api
from services.intake.merges import api as merges_api
from services.intake.merges.candidates import merges
from services.intake.privacy import api as privacy_api
from services.intake.privacy.consumers import privacy
from services.intake.privacy.retention import places, retention
from services.intake.publicity import api as publicity_api
from services.intake.quality import api as quality_api
from services.intake.quality.consumers import quality
from services.intake.register import api as register_api
from services.intake.register import timers as register_timers
from services.intake.register.consumers import register
from services.intake.suggestions import api as suggestions_api
from services.intake.suggestions import timers as suggestion_timers
from services.intake.suggestions.consumers import suggestions
from services.intake.tickets import api as tickets_api
from services.intake.tickets import api_clocks, api_ties, api_voucher
from services.intake.tickets import timers as ticket_timers
from services.intake.tickets.consumers import search, tickets
from services.intake.tickets.scanned import api as scanned_api
from services.intake.timeline.consumers import timeline
from services.intake.tmf621 import api as tmf621_api
from services.intake.tmf621 import api_hub as tmf621_hub
from services.intake.tmf621 import hub
from services.intake.tmf621.consumers import trouble_tickets
from services.intake.units import api as units_api
from services.intake.units import api_history as unit_history_api
from services.intake.units.consumers import units

ROUTERS: tuple[Router, ...] = (
    contacts_api.router,
    customers_api.router,
    known_faults_api.router,
    merges_api.router,
    merges_api.suggestions,
    units_api.router,
    unit_history_api.router,
    contracts_api.router,
    tickets_api.router,
    api_clocks.router,
    api_voucher.router,
    api_ties.router,
    entitlement_api.router,
    deadlines_api.router,
    suggestions_api.router,
    publicity_api.router,
    quality_api.router,
    register_api.router,
    imports_api.router,
    privacy_api.router,
    places,
    call_guide_api.router,
    knowledge_answers.router,
    knowledge_api.router,
    tmf621_api.router,
    tmf621_hub.router,
)
CONSUMERS: tuple[Consumer, ...] = (
    tickets,
    search,
    customers,
    merges,
    units,
    suggestions,
    call_guide,
    knowledge,
    privacy,
    timeline,
    quality,
    register,
    trouble_tickets,
)


def build_api(settings: Settings) -> FastAPI:
    """Raises `PackError` for a bad policy pack or call guide: the service doesn't start (PO-01, IN-13)."""
    shipped_packs()
    shipped_guides()
    routers = (*ROUTERS, scanned_api.router(settings))
    return service_app(service="intake", title="Aftercare intake", settings=settings, routers=routers)


def build_worker(settings: Settings) -> Worker:
    """Raises `PackError` for a bad policy pack or call guide (PO-01, IN-13)."""
    shipped_packs()
    shipped_guides()
    clock, timers = open_clock(settings.clock_file), build_timers()
    worker = Worker(service="intake", settings=settings, consumers=CONSUMERS, timers=timers, clock=clock)
    imports = Chore.of(worker, CHORE, work_on_imports, clock=clock)
    imports.register(timers)
    courier = Courier.of(worker, settings, hub.queue, clock=clock)
    courier.register(timers)
    return worker.beside(imports, courier, Chore.of(worker, RETENTION, retention, clock=clock))


def build_timers() -> Timers:
    timers = Timers("intake")
    for room in (
        ticket_timers,
        contact_timers,
        contract_timers,
        inspection_timers,
        suggestion_timers,
        register_timers,
    ):
        room.register(timers)
    return timers
