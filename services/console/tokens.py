"""`POST /auth/token` and what OpenID Connect clients look for."""

import hmac
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from libs.common.web.body import read_body
from libs.common.web.forms import read_form
from libs.common.web.problems import FieldError, Invalid, Refusal
from services.console.issuer import DEMO_PASSWORD, LIFETIME_S, Clients, Issuer, demo_users

_LONGEST_FORM = 16_384
_FIELDS = {"password": ("username", "password"), "client_credentials": ("client_id", "client_secret")}


class WrongCredentials(Refusal):
    status = 401
    code = "invalid_grant"
    zh = "用户名或密码（客户端或密钥）不正确。"
    en = "The name or the password, or the client or its secret, is wrong."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Basic realm="aftercare"'})


class Tokens:
    def __init__(self, issuer: Issuer, clients: Clients, public_url: str) -> None:
        self._issuer = issuer
        self._clients = clients
        self._public_url = public_url

    async def token(self, request: Request) -> Response:
        form = await _form(request)
        subject, claims = await self._grant(form)
        answer = {
            "access_token": self._issuer.token(subject, claims),
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
            "scope": "",
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def of_user(self, user: str, password: str) -> str:
        """Raises `WrongCredentials`."""
        return self._issuer.token(user, _demo_user(user, password))

    async def jwks(self, _request: Request) -> Response:
        return JSONResponse(self._issuer.published())

    async def discovery(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self._issuer.name,
                "token_endpoint": f"{self._public_url}/auth/token",
                "jwks_uri": f"{self._public_url}/auth/jwks.json",
                "grant_types_supported": list(_FIELDS),
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "response_types_supported": [],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["Ed25519"],
            }
        )

    async def _grant(self, form: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
        if form["grant_type"] == "password":
            return form["username"], _demo_user(form["username"], form["password"])
        claims = await self._clients.claims(form["client_id"], form["client_secret"])
        if claims is None:
            raise WrongCredentials
        return form["client_id"], {"client_id": form["client_id"], **claims}


async def _form(request: Request) -> dict[str, str]:
    """The fields of the grant. Raises `Invalid`."""
    raw = await read_body(request, _LONGEST_FORM)
    given = await read_form(request, raw)
    form = {name: value for name, value in given.items() if isinstance(value, str)}
    await given.close()
    grant = form.get("grant_type", "")
    if grant not in _FIELDS:
        raise Invalid.field("/grant_type", "not_allowed", " | ".join(_FIELDS))
    missing = [
        FieldError(f"/{name}", "required", "required") for name in _FIELDS[grant] if not form.get(name)
    ]
    if missing:
        raise Invalid(errors=missing)
    return form


def _demo_user(user: str, password: str) -> Mapping[str, Any]:
    if user not in demo_users() or not _same(password, DEMO_PASSWORD):
        raise WrongCredentials
    return {"roles": [user]}


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), known.encode())
