"""How an address tells of failures: problem details (RFC 9457), unless a standard has a form of its own."""

from typing import ClassVar

from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.types import Scope

from libs.common.act import Language
from libs.common.web.problems import MEDIA_TYPE, Refusal, problem


class FieldFault(BaseModel):
    pointer: str = Field(description="JSON pointer into the body, or `/name` of a parameter")
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="stable; what programs decide by")
    errors: list[FieldFault]


class FailureForm:
    """Problem details; the adapter of a foreign standard hands its `Router` a subclass."""

    media_type: ClassVar[str] = MEDIA_TYPE
    model: ClassVar[type[BaseModel]] = Problem

    def status(self, status: int) -> int:
        """What the standard answers where the house would answer `status`."""
        return status

    def answer(self, refusal: Refusal, *, path: str, language: Language) -> Response:
        """`path` is the address that was asked."""
        return problem(refusal, path=path, language=language)


PROBLEM_DETAILS = FailureForm()


def form_at(scope: Scope) -> FailureForm:
    """That of the address, also where there is no call."""
    forms: dict[str, FailureForm] = getattr(getattr(scope.get("app"), "state", None), "failure_forms", {})
    path = f"{scope['path']}/"
    return next((form for base, form in forms.items() if path.startswith(f"{base}/")), PROBLEM_DETAILS)
