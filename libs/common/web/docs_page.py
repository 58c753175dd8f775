"""A service's calls on a plain page, which works without a network, and its events as AsyncAPI."""

from typing import Any

from fastapi import FastAPI
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from libs.common.events.asyncapi import asyncapi

_PAGE = Environment(autoescape=True).from_string("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ document.info.title }}</title>
<meta name="viewport" content="width=device-width">
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
summary{cursor:pointer;padding:.25rem 0}b{display:inline-block;width:4rem}code{background:#f3f3f3}
pre{background:#f7f7f7;padding:.6rem;overflow:auto}i{color:#777}</style></head><body>
<h1>{{ document.info.title }}</h1>
<p><a href="openapi.json">OpenAPI 3.1</a> · <a href="asyncapi.json">AsyncAPI 3</a></p>
{% for path, operations in document.paths.items() %}{% for method, call in operations.items() %}
<details><summary><b>{{ method|upper }}</b><code>{{ path }}</code> {{ call.summary }}
<i>{{ call.get("x-roles", {"everybody": ""})|join(", ") }}</i></summary>
<p>{{ call.description or "" }}</p>
{% if call.requestBody %}<pre>{{ shape(call.requestBody)|tojson(indent=2) }}</pre>{% endif %}
<p>{% for status, answer in call.responses.items() %}<code>{{ status }}</code> {{ answer.description }}
{% endfor %}</p></details>
{% endfor %}{% endfor %}</body></html>
""")


def add_docs_page(app: FastAPI, service: str) -> None:
    async def docs(_request: Request) -> Response:
        document = app.openapi()
        return HTMLResponse(_PAGE.render(document=document, shape=lambda body: _shape(document, body)))

    async def events(_request: Request) -> Response:
        return JSONResponse(asyncapi(service))

    app.router.add_route(f"/{service}/docs", docs)
    app.router.add_route(f"/{service}/asyncapi.json", events)


def _shape(document: dict[str, Any], body: dict[str, Any]) -> Any:
    """The body's schema, with the model it refers to opened."""
    schema = next(iter(body["content"].values()))["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"].get(name, schema).get("properties", schema)
