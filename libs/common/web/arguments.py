"""From a request to an endpoint's arguments.

What nearly every call takes (edge, row, body) is handed over directly; only for the rest, such as query
parameters and a room's own dependencies, FastAPI's general machinery is asked, which costs as much as all
else together.
"""

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import solve_dependencies

from libs.common.web.edge import Edge, the_edge
from libs.common.web.loading import Loader
from libs.common.web.permission import BodyLimit, Permission, RawBody
from libs.common.web.together import Together
from libs.common.web.validation import invalid_parameters

_MARKS = (Loader, Permission, RawBody, BodyLimit, Together)


class Arguments:
    def __init__(self, dependant: Dependant, *, body: ModelField | None, embed: bool) -> None:
        """`body` is the endpoint's JSON body; a form's fields are left to FastAPI."""
        known = [d for d in dependant.dependencies if _is_known(d)]
        self._loaders = [(d.name, d.call) for d in known if d.name and isinstance(d.call, Loader)]
        self._edges = [d.name for d in known if d.name and d.call is the_edge]
        self._body = body.name if body else None
        self._rest = replace(
            dependant,
            dependencies=[d for d in dependant.dependencies if d not in known],
            body_params=[] if body else dependant.body_params,
        )
        self._embed = embed
        self._needs_rest = _asks_anything(self._rest)

    async def read(self, request: Request, edge: Edge, content: Any, stack: AsyncExitStack) -> dict[str, Any]:
        """Raises `Invalid` for parameters, `NotFound` for a path that can't be read."""
        values = await self._solve(request, edge, content, stack) if self._needs_rest else {}
        values.update(dict.fromkeys(self._edges, edge))
        values.update({name: edge.loaded[loader] for name, loader in self._loaders})
        if self._body:
            values[self._body] = content
        return values

    async def _solve(
        self, request: Request, edge: Edge, content: Any, stack: AsyncExitStack
    ) -> dict[str, Any]:
        request.scope["fastapi_inner_astack"] = request.scope["fastapi_function_astack"] = stack
        solved = await solve_dependencies(
            request=request,
            dependant=self._rest,
            body=content,
            async_exit_stack=stack,
            embed_body_fields=self._embed,
        )
        if solved.errors:
            raise invalid_parameters(solved.errors, edge.act.language)
        return solved.values


def _is_known(dependant: Dependant) -> bool:
    return dependant.call is the_edge or isinstance(dependant.call, _MARKS)


def _asks_anything(dependant: Dependant) -> bool:
    parameters = (
        dependant.dependencies,
        dependant.path_params,
        dependant.query_params,
        dependant.header_params,
        dependant.cookie_params,
        dependant.body_params,
        dependant.request_param_name,
        dependant.http_connection_param_name,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
    )
    return any(parameters)
