"""The case that the address names."""

from typing import Annotated, Any

from fastapi import Depends

from libs.common.web.edge import EdgeDep
from libs.common.web.loading import found, locked
from services.complaints.cases.models import Case
from services.complaints.cases.refusals import CaseNotFound
from services.complaints.cases.usecases.register import person_named

_NAMED: dict[str, Any] = {"param": "case_id", "not_found": CaseNotFound}
FoundCase = Annotated[Case, found(Case, **_NAMED)]


async def _handled(case: Annotated[Case, locked(Case, **_NAMED)], edge: EdgeDep) -> Case:
    """To be changed, by anybody but the person it is about. Raises `OwnCase`."""
    if case.conduct_person:
        case.conduct_person = await person_named(edge.session, case.conduct_person)
        case.not_about(edge.act.actor)
    return case


HandledCase = Annotated[Case, Depends(_handled)]
