"""Visits and charges as routes ask for them."""

from typing import Annotated

from libs.common.web.loading import found, locked
from services.dispatch.visits import queries, refusals
from services.dispatch.visits.models import Charge, Visit

FoundVisit = Annotated[
    Visit, found(Visit, param="visit_id", not_found=refusals.VisitNotFound, own=queries.own_visits)
]
LockedVisit = Annotated[
    Visit, locked(Visit, param="visit_id", not_found=refusals.VisitNotFound, own=queries.own_visits)
]
FoundCharge = Annotated[
    Charge, found(Charge, param="charge_id", not_found=refusals.ChargeNotFound, own=queries.own_charges)
]
LockedCharge = Annotated[Charge, locked(Charge, param="charge_id", not_found=refusals.ChargeNotFound)]
