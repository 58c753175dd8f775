"""The gateway of one machine: routes to the services, issues demo tokens, moves the clock."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.common.clock import SharedClock
from libs.common.web.auth import Authenticator
from libs.common.web.call import Call
from libs.common.web.faults import as_refusal
from libs.common.web.front import Front
from libs.common.web.keys import KnownKeys
from libs.common.web.problems import Refusal, problem
from services.console.clock import ClockRoom
from services.console.issuer import Clients, Issuer, NoClients, open_key
from services.console.proxy import Proxy
from services.console.sign_in import PATH as SIGN_IN
from services.console.sign_in import SignIn, with_token_of_cookie
from services.console.start_page import StartPage
from services.console.tokens import Tokens

AUDIENCE = "aftercare"


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    home: Path
    """`$AFTERCARE_HOME`, where the issuer's key lies."""
    public_url: str
    issuer: str
    upstreams: dict[str, str]
    """Service → `http://host:port`."""
    clock_file: Path


def build_gateway(settings: GatewaySettings, *, clients: Clients | None = None) -> ASGIApp:
    issuer = Issuer(settings.issuer, AUDIENCE, open_key(settings.home / "issuer-key.json"))
    authenticator = Authenticator(issuer=issuer.name, audience=AUDIENCE, keys=KnownKeys(issuer.keys))
    clock = ClockRoom(SharedClock(settings.clock_file), authenticator)
    tokens = Tokens(issuer, clients or NoClients(), settings.public_url)
    sign_in = SignIn(tokens, settings.public_url)
    page = StartPage(tuple(settings.upstreams), settings.public_url)
    proxy = Proxy(settings.upstreams)
    own = Starlette(
        routes=[
            Route("/", page.show),
            Route("/auth/token", tokens.token, methods=["POST"]),
            Route("/auth/jwks.json", tokens.jwks),
            Route(SIGN_IN, sign_in.answer, methods=["GET", "POST"]),
            Route("/auth/sign-out", sign_in.out),
            Route("/.well-known/openid-configuration", tokens.discovery),
            Route("/clock", clock.answer, methods=["GET", "POST"]),
            Route("/health/live", _live),
        ],
        exception_handlers={HTTPException: _tell, Refusal: _tell},
        lifespan=_closing(proxy),
    )
    return Front(_Switch(own, proxy))


class _Switch:
    """A service's prefix goes to the service, everything else stays here."""

    def __init__(self, own: ASGIApp, proxy: Proxy) -> None:
        self._own = own
        self._proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._proxy.serves(scope["path"]):
            await self._proxy(with_token_of_cookie(scope), receive, send)
        else:
            await self._own(scope, receive, send)


def _closing(proxy: Proxy) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        proxy.close()

    return lifespan


async def _live(_request: Request) -> Response:
    return JSONResponse({"status": "live"})


async def _tell(request: Request, error: Exception) -> Response:
    call: Call = request.scope["call"]
    return problem(as_refusal(error), path=request.scope["path"], language=call.language)
