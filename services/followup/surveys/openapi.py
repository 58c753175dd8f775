"""How the customer's two calls stand in the OpenAPI document: they read and write more than JSON."""

from typing import Any

from starlette.responses import HTMLResponse

from services.followup.surveys.schemas import AnsweredOut, Answers

_PAGE = {"text/html": {"schema": {"type": "string"}}}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_EXPIRED = {"description": "The link has expired.", "content": {**_PROBLEM, **_PAGE}}
_OWN_WORK = {"description": "Signed in, and about one's own work.", "content": {**_PROBLEM, **_PAGE}}
_SCHEMA = Answers.model_json_schema()

SHOW: dict[str, Any] = {
    "response_class": HTMLResponse,
    "responses": {200: {"description": "The page.", "content": _PAGE}, 410: _EXPIRED},
}
ANSWER: dict[str, Any] = {
    "responses": {
        200: {
            "description": "Answered; a page where text/html is asked for.",
            "content": {"application/json": {"schema": AnsweredOut.model_json_schema()}, **_PAGE},
        },
        403: _OWN_WORK,
        410: _EXPIRED,
    },
    "openapi_extra": {
        "requestBody": {
            "content": {
                "application/json": {"schema": _SCHEMA},
                "application/x-www-form-urlencoded": {"schema": _SCHEMA},
            }
        }
    },
}
