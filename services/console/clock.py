"""`GET POST /clock`: business time of the whole stack, moved forward by an admin (XC-08)."""

import re
from collections import OrderedDict
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, TypeAdapter
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from libs.common.act import Act
from libs.common.calendar import last_moment
from libs.common.clock import SharedClock
from libs.common.roles.table import role_table
from libs.common.web.auth import Authenticator
from libs.common.web.body import read_body, read_model, require_json
from libs.common.web.call import Call
from libs.common.web.fields import In, Instant
from libs.common.web.idempotency import KeyReused
from libs.common.web.permission import reach_of
from libs.common.web.problems import Invalid

ACTIONS = {"GET": "clock.read", "POST": "clock.move"}
"""Rows of the role table that the methods of `/clock` enforce."""

_DURATION = re.compile(
    r"P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:\.(\d{1,6})\d*)?S)?)?",
    re.ASCII,
)
_REMEMBERED = 1000


def _duration(value: Any) -> timedelta:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError(
            "duration", "an ISO 8601 duration such as PT2H30M", {"zh": "须为 ISO 8601 时长，如 PT2H30M"}
        )
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[:5])
    micro = int((match[6] or "0").ljust(6, "0"))
    return timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro
    )


class MoveClock(In):
    now: Instant | None = None
    advance: Annotated[timedelta, BeforeValidator(_duration)] | None = None


_MODEL = TypeAdapter[MoveClock](MoveClock)


class ClockRoom:
    def __init__(self, clock: SharedClock, authenticator: Authenticator) -> None:
        self._clock = clock
        self._authenticator = authenticator
        self._answers: OrderedDict[tuple[str, str], tuple[bytes, dict[str, str]]] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        act = await self._act(request, ACTIONS["POST" if request.method == "POST" else "GET"])
        return await self._move(request, act) if request.method == "POST" else JSONResponse(self._now())

    async def _move(self, request: Request, act: Act) -> Response:
        """When it returns, all processes have the new time. Once for each Idempotency-Key."""
        raw = await read_body(request, 10_000)
        key = (act.actor.subject, request.headers.get("idempotency-key", ""))
        if key in self._answers:
            return self._again(key, raw)
        require_json(request, raw)
        self._advance(read_model(raw, _MODEL, act))
        answer = self._now()
        if key[1]:
            self._answers[key] = (raw, answer)
            if len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        return JSONResponse(answer)

    def _advance(self, wish: MoveClock) -> None:
        """Raises `Invalid` for a step back, both or neither of the fields, and past the calendar's end."""
        if (wish.now is None) == (wish.advance is None):
            raise Invalid.field("", "one_of", "exactly one of now, advance")
        present = self._clock.now()
        by = wish.advance if wish.advance is not None else (wish.now or present) - present
        pointer = "/now" if wish.advance is None else "/advance"
        if by < timedelta(0):
            raise Invalid.field(pointer, "clock_backwards", "the clock moves forward only")
        if by > (end := last_moment()) - present:
            raise Invalid.field(pointer, "beyond_calendar", f"the clock ends with {end:%Y-%m-%d}")
        self._clock.advance(by)

    def _again(self, key: tuple[str, str], raw: bytes) -> Response:
        body, answer = self._answers[key]
        if body != raw:
            raise KeyReused
        return JSONResponse(answer)

    def _now(self) -> dict[str, str]:
        return {"now": self._clock.now().isoformat().replace("+00:00", "Z")}

    async def _act(self, request: Request, action: str) -> Act:
        """Raises `Unauthenticated` or `Forbidden`."""
        call: Call = request.scope["call"]
        actor = await self._authenticator.actor(request.headers.get("authorization"))
        reach_of(actor, role_table().action("console", action))
        return Act(
            actor=actor,
            now=self._clock.now(),
            request_id=call.request_id,
            source="http",
            language=call.language,
        )
