"""Live, ready, metrics: asked by the launcher, by Kubernetes and by Prometheus, without sign-in."""

from functools import cache

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from libs.common import migrate
from libs.common.web.problems import Unavailable


class NotReady(Unavailable):
    code = "not_ready"
    zh = "服务尚未就绪：数据库结构不是最新版本。"
    en = "Not ready: the database's schema is not at its newest revision."


def add_health(app: FastAPI, service: str) -> None:
    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(request: Request) -> Response:
        await _check_schema(request, service)
        return JSONResponse({"status": "ready"})

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    app.router.add_route(f"/{service}/health/live", live)
    app.router.add_route(f"/{service}/health/ready", ready)
    app.router.add_route(f"/{service}/metrics", metrics)


@cache
def _head(service: str) -> str:
    return migrate.head(service)


async def _check_schema(request: Request, service: str) -> None:
    """Raises `Unavailable` while the database is away, `NotReady` while its schema is old."""
    async with request.app.state.database.transaction() as session:
        present = await session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
        version = await session.scalar(text("SELECT version_num FROM alembic_version")) if present else None
    if version != _head(service):
        raise NotReady
