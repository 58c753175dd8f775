"""Visits as routes ask for them."""

from typing import Annotated

from libs.common.web.loading import found, locked
from services.dispatch.visits import queries, refusals
from services.dispatch.visits.models import Visit

FoundVisit = Annotated[
    Visit, found(Visit, param="visit_id", not_found=refusals.VisitNotFound, own=queries.own_visits)
]
LockedVisit = Annotated[
    Visit, locked(Visit, param="visit_id", not_found=refusals.VisitNotFound, own=queries.own_visits)
]
