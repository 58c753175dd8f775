"""Routes that answer in the promised order: 401, 403, 404, 422, 412, 409, and only after the commit."""

import re
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import ResponseValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from libs.common.roles.table import Action
from libs.common.web import body, conditions, forms, idempotency, rows
from libs.common.web.arguments import Arguments
from libs.common.web.edge import Edge
from libs.common.web.exports.export import Export
from libs.common.web.exports.formats import asked_for
from libs.common.web.failures import PROBLEM_DETAILS, FailureForm
from libs.common.web.fields import Nothing
from libs.common.web.idempotency import Claim
from libs.common.web.loading import Loader
from libs.common.web.paging import Page, item_of
from libs.common.web.permission import BodyLimit, KeepNulls, Permission, RawBody
from libs.common.web.problems import Invalid, NotFound
from libs.common.web.serving import serve
from libs.common.web.together import Together

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

READS = ("GET", "HEAD")
OWN_BASE = "/v1"
_NOTHING = TypeAdapter(Nothing)


class EdgeRoute(APIRoute):
    """One call of the API; built by `Router`."""

    action: Action | None = None
    """Row of the role table, set when the route joins a service; None where all may ask."""
    failures: FailureForm = PROBLEM_DETAILS

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        marks = [dependant.call for dependant in self.dependant.dependencies]
        self.permission = next((mark for mark in marks if isinstance(mark, Permission)), None)
        self.raw = any(isinstance(mark, RawBody) for mark in marks)
        self.keeps_nulls = any(isinstance(mark, KeepNulls) for mark in marks)
        self.together = next((mark.gathering() for mark in marks if isinstance(mark, Together)), None)
        limits = [mark.limit for mark in marks if isinstance(mark, BodyLimit)]
        self.limit = limits[-1] if limits else body.MEGABYTE
        self.form = self.body_field is not None and isinstance(self.body_field.field_info, Form)
        self.item = item_of(self.response_model)
        self.shape = rows.shape_of(self.response_model)
        self.loaders = list(_loaders(self.dependant))
        self.model = self._body_model()
        self.arguments = Arguments(
            self.dependant, body=None if self.form else self.body_field, embed=self._embed_body_fields
        )
        self.app = self._app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """HEAD is asked of what GET is; the server leaves the body out (RFC 9110, 9.3.2)."""
        match, inner = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL and self._is_head(scope) else match), inner

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._app if self._is_head(scope) else super().handle)(scope, receive, send)

    def _is_head(self, scope: Scope) -> bool:
        return scope["method"] == "HEAD" and "GET" in (self.methods or ())

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await serve(self, Request(scope, receive, send), send)

    async def answer(self, request: Request, edge: Edge) -> Response:
        """Everything between the role check and the commit."""
        _refuse_nul(request)
        raw = b"" if self.raw else await body.read_body(request, self.limit)
        if self.together and (answer := await self.together.answer(self, request, edge, raw)):
            return answer
        claim = None if self.raw else Claim.of(request, edge.act.actor.subject, raw)
        if claim and (first := await idempotency.first_answer(edge.session, claim)):
            return first
        for loader in self.loaders:
            await loader.load(edge, request.path_params)
        response = await self._decide(request, edge, raw)
        if claim:
            await idempotency.keep(edge.session, [(claim, response)])
        return response

    async def _decide(self, request: Request, edge: Edge, raw: bytes) -> Response:
        async with AsyncExitStack() as stack:
            content = await self._content(request, edge, raw, stack)
            values = await self.arguments.read(request, edge, content, stack)
            conditions.require_match(request, edge)
            assert self.dependant.call is not None
            if export := self._export(request, edge, values):
                return self.response(request, edge, await export.response(head=request.method == "HEAD"))
            result = await self.dependant.call(**values)
            return self.response(request, edge, result)

    def _export(self, request: Request, edge: Edge, values: dict[str, Any]) -> Export | None:
        """Where a list is asked for as something else than JSON."""
        is_list = self.item is not None and request.method in READS
        writer = asked_for(request.headers.get("accept", "")) if is_list else None
        if writer is None or self.item is None or self.dependant.call is None:
            return None
        name = "-".join(part for part in self.path_format.split("/")[3:] if not part.startswith("{"))
        return Export(self.dependant.call, values, edge, item=self.item, writer=writer, name=name)

    async def _content(self, request: Request, edge: Edge, raw: bytes, stack: AsyncExitStack) -> Any:
        if self.form:
            form = await forms.read_form(request, raw)
            stack.push_async_callback(form.close)
            return form
        if self.raw or request.method in READS:
            return None
        return self.read(request, edge, raw)

    def read(self, request: Request, edge: Edge, raw: bytes) -> Any:
        """The JSON body as the endpoint's model. Raises `UnsupportedMediaType`, `Invalid`."""
        body.require_json(request, raw)
        return body.read_model(raw, self.model, edge.act, keep_nulls=self.keeps_nulls)

    def response(self, request: Request, edge: Edge, result: Any) -> Response:
        """What the endpoint returned, as it is sent."""
        response = result if isinstance(result, Response) else self._json(result)
        for name, value in edge.headers.items():
            response.headers[name] = value
        if edge.etag is None:
            return response
        if request.method in READS and conditions.unchanged(request, edge):
            response = Response(status_code=304)
        response.headers["ETag"] = edge.etag
        return response

    def _json(self, result: Any) -> Response:
        status, field = self.status_code or 200, self.response_field
        if field is None:
            return Response(status_code=status)
        if self.item and isinstance(result, Page) and not result.made:
            return Response(result.written_as(self.item), status_code=status, media_type="application/json")
        if isinstance(result, dict) and self.shape:
            written = rows.to_json(rows.writer(self.shape)(result))
            return Response(written, status_code=status, media_type="application/json")
        value, errors = field.validate(result, {}, loc=("response",))
        if errors:
            raise ResponseValidationError(errors=errors)
        return Response(field.serialize_json(value), status_code=status, media_type="application/json")

    def _body_model(self) -> TypeAdapter[Any]:
        if self.body_field is None or self.form:
            return _NOTHING
        annotation: Any = self.body_field.field_info.annotation
        return TypeAdapter(annotation)


@dataclass(slots=True)
class Router:
    """A room's calls; `prefix` is the path below `/{service}/v1`.

    The adapter of a foreign standard has a `base` and, where that says so, `failures` of its own.
    """

    prefix: str = ""
    tags: list[str | Enum] = field(default_factory=list)
    calls: list[tuple[str, Callable[..., Any], dict[str, Any]]] = field(default_factory=list)
    base: str = OWN_BASE
    failures: FailureForm = PROBLEM_DETAILS

    def get(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._call("GET", path, options)

    def post(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._call("POST", path, options)

    def put(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._call("PUT", path, options)

    def patch(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._call("PATCH", path, options)

    def delete(self, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
        return self._call("DELETE", path, options)

    def join(self, app: FastAPI, service: str) -> None:
        """Add the calls to an application, flat: nested routers cost time at every request."""
        start = service + self.base + self.prefix
        for path, endpoint, options in self.calls:
            app.router.add_api_route(
                start + path, endpoint, route_class_override=EdgeRoute, tags=self.tags, **options
            )
            route = app.router.routes[-1]
            assert isinstance(route, EdgeRoute)
            route.failures = self.failures
            if self.base != OWN_BASE:
                route.path_regex = _with_or_without_slash(route.path_regex)

    def _call(self, method: str, path: str, options: dict[str, Any]) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            self.calls.append((path, endpoint, {"methods": [method], **options}))
            return endpoint

        return add


def edge_routes(app: FastAPI) -> list[EdgeRoute]:
    return [route for route in app.routes if isinstance(route, EdgeRoute)]


def without_permission(app: FastAPI) -> list[str]:
    """Calls that name no row of the role table and aren't open to all on purpose; `make check` wants none."""
    return [
        f"{min(route.methods or {'GET'})} {route.path}"
        for route in edge_routes(app)
        if route.permission is None
    ]


def _loaders(dependant: Dependant) -> Iterator[Loader]:
    for inner in dependant.dependencies:
        yield from _loaders(inner)
    if isinstance(dependant.call, Loader):
        yield dependant.call


def _with_or_without_slash(address: re.Pattern[str]) -> re.Pattern[str]:
    """Clients of a foreign standard may end an address with one: TM Forum's own test kit does."""
    return re.compile(address.pattern.removesuffix("$") + "/?$")


def _refuse_nul(request: Request) -> None:
    if "\0" in request.scope["path"]:
        raise NotFound
    if not request.scope["query_string"]:
        return
    for name, value in request.query_params.multi_items():
        if "\0" in name + value:
            raise Invalid.field(f"/{name}", "nul_character", "must not hold the NUL character")
