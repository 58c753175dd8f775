"""The people of a story: each speaks to the gateway over HTTP with the token of their own role."""

from typing import Any
from uuid import uuid4

import httpx

Answer = dict[str, Any]


class Differs(Exception):
    """A step of a story went otherwise than it must; the text says what was expected and what came."""


class Person:
    """One signed-in user, or nobody (`role` None): a customer with a link."""

    def __init__(self, http: httpx.Client, role: str | None) -> None:
        self._http = http
        self.name = role or "customer"
        self._headers = {"Accept-Language": "en"}
        if role:
            form = {"grant_type": "password", "username": role, "password": "demo"}
            token = _checked(http.post("/auth/token", data=form), 200)["access_token"]
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Answer:
        return _checked(self._http.get(path, params=query, headers=self._headers), 200)

    def find(self, path: str, **query: str) -> list[Answer]:
        items: list[Answer] = self.get(path, **query)["items"]
        return items

    def file(self, path: str) -> bytes:
        answer = self._http.get(path, headers=self._headers)
        if answer.status_code != httpx.codes.OK:
            raise Differs(f"GET {path}: {answer.status_code} {answer.text}")
        return answer.content

    def post(self, path: str, body: Answer | None = None, *, expect: int | None = None) -> Answer:
        """`expect`: the status that the story wants; else any success."""
        headers = self._headers | {"Idempotency-Key": str(uuid4())}
        return _checked(self._http.post(path, json=body or {}, headers=headers), expect)

    def patch(self, path: str, body: Answer) -> Answer:
        return _checked(self._http.patch(path, json=body, headers=self._headers), 200)


def _checked(answer: httpx.Response, expect: int | None) -> Answer:
    fits = answer.is_success if expect is None else answer.status_code == expect
    if not fits:
        request = answer.request
        raise Differs(f"{request.method} {request.url.path}: {answer.status_code} {answer.text}")
    content: Answer = answer.json()
    return content
