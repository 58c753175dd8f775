"""OpenAPI links: what an answer's `id` can be used for, so that programs (and fuzzing) find the way on."""

from typing import Any

from libs.common.web.routing import EdgeRoute

_CREATED, _LISTED = "$response.body#/id", "$response.body#/items/0/id"


def add_links(paths: dict[str, Any], routes: list[EdgeRoute]) -> None:
    """From a collection's 201 and list answers to every call below `/{id}`."""
    for route in routes:
        for method in route.methods or ():
            source = {"POST": _CREATED, "GET": _LISTED}.get(method)
            answers = paths[route.path_format][method.lower()]["responses"]
            answer = answers.get("201" if method == "POST" else "200")
            if source and answer and (links := _links(route, source, routes)):
                answer["links"] = links


def _links(collection: EdgeRoute, source: str, routes: list[EdgeRoute]) -> dict[str, Any]:
    below = [route for route in routes if route.path_format.startswith(collection.path_format + "/{")]
    return {
        route.unique_id: {
            "operationId": route.unique_id,
            "parameters": {_parameter(collection, route): source},
        }
        for route in below
    }


def _parameter(collection: EdgeRoute, route: EdgeRoute) -> str:
    """The name of the parameter that follows the collection's address."""
    return route.path_format.removeprefix(collection.path_format + "/{").partition("}")[0]
