"""Signing in in a browser: what a proxy before an OpenID Connect provider does on a cluster.

The token lies in a cookie. The gateway hands it on with what only reads, so no other site's form or script
can act by it.
"""

from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from libs.common.web.body import read_body
from libs.common.web.call import Call
from libs.common.web.forms import read_form
from libs.common.web.pages import Pages
from services.console.issuer import LIFETIME_S, demo_users
from services.console.tokens import Tokens, WrongCredentials

PATH = "/auth/sign-in"
_COOKIE = "aftercare_token"
_LONGEST_FORM = 4096
_PAGES = Pages(
    Path(__file__).with_name("templates"),
    style="sign_in.css",
    headers={"Cache-Control": "no-store"},
    forms=True,
)


class SignIn:
    def __init__(self, tokens: Tokens, public_url: str) -> None:
        self._tokens = tokens
        self._public_url = public_url.rstrip("/")

    async def answer(self, request: Request) -> Response:
        """The form, and with the right password the way back to `return_to`."""
        if request.method != "POST":
            return self._form(request)
        given = await read_form(request, await read_body(request, _LONGEST_FORM))
        user, password = str(given.get("username", "")), str(given.get("password", ""))
        await given.close()
        try:
            token = self._tokens.of_user(user, password)
        except WrongCredentials as wrong:
            return self._form(request, user=user, wrong=wrong)
        back = RedirectResponse(self._back(request), status_code=303, headers={"Cache-Control": "no-store"})
        secure = self._public_url.startswith("https:")
        back.set_cookie(_COOKIE, token, max_age=LIFETIME_S, httponly=True, samesite="lax", secure=secure)
        return back

    async def out(self, _request: Request) -> Response:
        back = RedirectResponse("/", status_code=303)
        back.delete_cookie(_COOKIE, httponly=True, samesite="lax")
        return back

    def _form(
        self, request: Request, *, user: str = "agent", wrong: WrongCredentials | None = None
    ) -> Response:
        call: Call = request.scope["call"]
        said = wrong.sentence(call.language) if wrong else ""
        users = demo_users()
        return _PAGES.show(
            "sign_in.html", call.language, status=401 if wrong else 200, users=users, user=user, wrong=said
        )

    def _back(self, request: Request) -> str:
        """A path of ours: nobody is sent to another site from here."""
        asked = request.query_params.get("return_to", "/").removeprefix(self._public_url)
        ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
        return asked if ours else "/"


def with_token_of_cookie(scope: Scope) -> Scope:
    """The request as whoever signed in in this browser; a token that it brings itself goes first."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    names = {name for name, _ in headers}
    if scope["method"] not in ("GET", "HEAD") or b"authorization" in names or b"cookie" not in names:
        return scope
    cookies = SimpleCookie()
    try:
        for name, value in headers:
            if name == b"cookie":
                cookies.load(value.decode("latin-1"))
    except CookieError:
        return scope
    if _COOKIE not in cookies:
        return scope
    token = cookies[_COOKIE].value.encode("latin-1", errors="replace")
    return {**scope, "headers": [*headers, (b"authorization", b"Bearer " + token)]}
