"""The OpenAPI 3.1 document: what the edge does for every call, written down once for all of them."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from libs.common.web.exports.formats import WRITERS
from libs.common.web.failures import FailureForm, Problem
from libs.common.web.idempotency import LONGEST_KEY
from libs.common.web.links import add_links
from libs.common.web.routing import EdgeRoute, edge_routes

_ALWAYS = {
    400: "The request can't be read.",
    404: "There is nothing at this address, or nothing that is the caller's own.",
    422: "The content is not valid; `errors` names the fields.",
    429: "Too many requests.",
    503: "Database, broker or issuer is away just now.",
}
_SIGNED_IN = {401: "No token, or one that isn't valid.", 403: "The role may not do this."}
_WRITING = {
    409: "The present state does not allow this.",
    412: "The resource has another version than If-Match says.",
    413: "The body is too large.",
    415: "The body has another media type than the call takes.",
}
_WAITING = (429, 503)


def describe(app: FastAPI) -> None:
    """Replace the application's document by one with everything that the edge adds."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    routes = edge_routes(app)
    schema = get_openapi(title=app.title, version=app.version, routes=routes)
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    models: list[type[BaseModel]] = [Problem, *(route.failures.model for route in routes)]
    for model in dict.fromkeys(models):
        failure = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(failure.pop("$defs", {}))
        schemas[model.__name__] = failure
    components["headers"] = _HEADERS
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (RFC 9068)"}
    }
    for route in routes:
        for method in route.methods or ():
            _complete(schema["paths"][route.path_format][method.lower()], route, method, schemas)
    add_links(schema["paths"], routes)
    return schema


def _complete(operation: dict[str, Any], route: EdgeRoute, method: str, schemas: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).extend(_parameters(route, method))
    responses = operation["responses"]
    responses.pop("422", None)
    for answer in responses.values():
        answer["headers"] = {**_answer_headers(route, method), **answer.get("headers", {})}
    if method == "GET" and route.item:
        files = {name: {"schema": {"type": "string", "format": "binary"}} for name in WRITERS}
        responses["200"]["content"].update(files)
    if method == "GET" and route.loaders:
        responses["304"] = {"description": "The caller has this version.", "headers": _refs("ETag")}
    faults = {**_ALWAYS, **(_SIGNED_IN if route.action else {}), **(_WRITING if method != "GET" else {})}
    form = route.failures
    told = ((form.status(status), status, text) for status, text in sorted(faults.items()))
    responses.update({str(shown): _fault(form, status, text) for shown, status, text in told})
    operation["security"] = [{"bearer": []}] if route.action else []
    if route.action:
        operation["x-action"] = route.action.name
        operation["x-roles"] = dict(route.action.roles)
    if body := operation.get("requestBody"):
        body["required"] = _has_required(body, schemas)


def _parameters(route: EdgeRoute, method: str) -> list[dict[str, Any]]:
    found = [_header("Accept-Language", "`zh` or `en`, for messages", example="en")]
    if method == "POST" and not route.raw:
        found.append(_header("Idempotency-Key", "the same key and body: the first answer again", LONGEST_KEY))
    if route.loaders:
        name = "If-None-Match" if method == "GET" else "If-Match"
        found.append(_header(name, "an ETag", example='"1"'))
    return found


def _header(name: str, text: str, longest: int = 200, **more: Any) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": longest}
    return {"name": name, "in": "header", "required": False, "description": text, "schema": schema, **more}


def _answer_headers(route: EdgeRoute, method: str) -> dict[str, Any]:
    names = ["X-Request-Id", "RateLimit", "RateLimit-Policy"]
    if route.loaders or method == "POST":
        names.append("ETag")
    if method == "GET" and not route.loaders:
        names.append("Link")
    return _refs(*names)


def _refs(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _fault(form: FailureForm, status: int, text: str) -> dict[str, Any]:
    names = ["X-Request-Id", *(["Retry-After"] if status in _WAITING else [])]
    content = {form.media_type: {"schema": {"$ref": f"#/components/schemas/{form.model.__name__}"}}}
    return {"description": text, "content": content, "headers": _refs(*names)}


def _has_required(body: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """A body of optional fields only may be left out altogether."""
    content = next(iter(body["content"].values()))["schema"]
    name = content.get("$ref", "").rpartition("/")[2]
    model = schemas.get(name, content)
    return "properties" not in model or bool(model.get("required"))


_HEADERS: dict[str, Any] = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in {
        "X-Request-Id": "Taken from the request or made; stands in logs and events.",
        "RateLimit": "Requests left and seconds until the window ends.",
        "RateLimit-Policy": "Requests allowed in a window of so many seconds.",
        "ETag": "The resource's version, strong.",
        "Link": 'The next page: `<…>; rel="next"`, absent on the last one.',
        "Retry-After": "Seconds to wait.",
    }.items()
}
