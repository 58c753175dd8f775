"""OpenAPI links: what a new row's `id` can be used for, so that programs (and fuzzing) find the way on."""

from typing import Any

from libs.common.web.routing import EdgeRoute

_NEW = "$response.body#/id"


def add_links(paths: dict[str, Any], routes: list[EdgeRoute]) -> None:
    """From a collection's 201 to every call below `/{id}`."""
    for route in routes:
        if "POST" not in (route.methods or ()):
            continue
        created = paths[route.path_format]["post"]["responses"].get("201")
        if created and (links := _links(route, routes)):
            created["links"] = links


def _links(collection: EdgeRoute, routes: list[EdgeRoute]) -> dict[str, Any]:
    start = collection.path_format + "/{"
    return {
        route.unique_id: {
            "operationId": route.unique_id,
            "parameters": {route.path_format.removeprefix(start).partition("}")[0]: _NEW},
        }
        for route in routes
        if route.path_format.startswith(start)
    }
