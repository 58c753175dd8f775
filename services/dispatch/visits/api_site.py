"""Routes of what happens beside the work on site (api.md, Dispatch; PO-08, DI-12, DI-18, DI-19)."""

from libs.common.web.edge import EdgeDep
from libs.common.web.permission import may
from libs.common.web.routing import Router
from services.dispatch.visits import refusals
from services.dispatch.visits import schemas_site as s
from services.dispatch.visits import usecases_site as usecases
from services.dispatch.visits.api import recorded
from services.dispatch.visits.resources import LockedVisit
from services.dispatch.visits.schemas import VisitOut

router = Router(prefix="/visits/{visit_id}", tags=["visits"])


@router.post("/findings", dependencies=[may("visits.find")])
async def find(visit: LockedVisit, body: s.Find, edge: EdgeDep) -> VisitOut:
    """Stops the work: 409 `consent_needed` until intake has decided again or the customer consented."""
    findings: list[str] = list(body.findings)
    await usecases.find(session=edge.session, act=edge.act, visit=visit, findings=findings, text=body.text)
    return VisitOut.of(visit)


@router.post("/prices-shown", dependencies=[may("visits.show_prices")])
async def show_prices(visit: LockedVisit, body: s.ShowPrices, edge: EdgeDep) -> VisitOut:
    """The price list was shown before work; which version is kept."""
    await usecases.show_prices(
        session=edge.session,
        act=edge.act,
        visit=visit,
        price_list_id=body.price_list_id,
        at=body.moment(visit, edge.act.now),
    )
    return VisitOut.of(visit)


@router.post("/ask-help", dependencies=[may("visits.ask_help")])
async def ask_help(visit: LockedVisit, body: s.Question, edge: EdgeDep) -> VisitOut:
    """Headquarters answers in time, or the question is overdue."""
    await usecases.ask_help(session=edge.session, act=edge.act, visit=visit, question=body.question)
    return VisitOut.of(visit)


@router.post("/answer-help", dependencies=[may("visits.answer_help")])
async def answer_help(visit: LockedVisit, body: s.Answer, edge: EdgeDep) -> VisitOut:
    await usecases.answer_help(session=edge.session, act=edge.act, visit=visit, text=body.text)
    return VisitOut.of(visit)


@router.post("/take-unit", dependencies=[may("visits.take_unit")])
async def take_unit(visit: LockedVisit, body: s.TakeUnit, edge: EdgeDep) -> VisitOut:
    """To an authorised workshop, with the customer's consent and against a receipt."""
    if not body.consent:
        raise refusals.TakingNotConsented
    await usecases.take_unit(
        session=edge.session,
        act=edge.act,
        visit=visit,
        to=body.to,
        receipt_no=body.receipt_no,
        backup=body.backup,
    )
    return VisitOut.of(visit)


@router.post("/bring-back", dependencies=[may("visits.bring_back_unit")])
async def bring_back(visit: LockedVisit, edge: EdgeDep) -> VisitOut:
    return await recorded(edge, visit, "bring-back", visit.bring_unit_back(now=edge.act.now))


@router.post("/notify", dependencies=[may("visits.notify")])
async def notify(visit: LockedVisit, body: s.Notify, edge: EdgeDep) -> VisitOut:
    """The customer was told something about the visit."""
    await usecases.notify(
        session=edge.session, act=edge.act, visit=visit, channel=body.channel, text=body.text
    )
    return VisitOut.of(visit)
