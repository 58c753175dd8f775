"""`?offset=&limit=&fields=&sort=` and what the answer says of the whole (TMF630)."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Query, Request

from libs.common.web.problems import Invalid
from services.intake.tmf621 import filters
from services.intake.tmf621.schemas import ATTRIBUTES
from services.intake.tmf621.shown import Resource

DEEPEST = 100_000
_ALWAYS = ("id", "href")


class Wanted:
    """What a client asks of a list."""

    def __init__(
        self, request: Request, *, fields: str | None, sort: str | None, offset: int, limit: int
    ) -> None:
        self.path = request.url.path
        self.pairs = parse_qsl(request.url.query, keep_blank_values=True)
        self.filters = filters.conditions(self.pairs)
        self.fields = Fields(fields)
        self.sort = sort
        self.offset = offset
        self.limit = limit

    def headers(self, *, shown: int, count: int | None, more: bool) -> dict[str, str]:
        """Counts, and links that hold behind any gateway (RFC 8288). Without a count no last page."""
        links = [("first", 0)]
        if count is not None:
            links.append(("last", max(0, (count - 1) // self.limit * self.limit)))
        if self.offset:
            links.append(("prev", max(0, self.offset - self.limit)))
        if more:
            links.append(("next", self.offset + shown))
        return {
            **({} if count is None else {"X-Total-Count": str(count)}),
            "X-Result-Count": str(shown),
            "Link": ", ".join(f'<{self._address(offset)}>; rel="{rel}"' for rel, offset in links),
        }

    def _address(self, offset: int) -> str:
        kept = [pair for pair in self.pairs if pair[0] not in ("offset", "limit")]
        return f"{self.path}?{urlencode([*kept, ('offset', offset), ('limit', self.limit)])}"


class Fields:
    """`fields=status,note`: id and href are always there; `none` is only those."""

    def __init__(self, asked: str | None) -> None:
        names = {name.strip().partition(".")[0] for name in (asked or "").split(",")} - {""}
        if unknown := sorted(names - ATTRIBUTES - {"none"}):
            raise Invalid.field("/fields", "unknown_field", f"no such attribute: {', '.join(unknown)[:200]}")
        self._names = names

    def of(self, resource: Resource) -> Resource:
        if not self._names:
            return resource
        return {name: value for name, value in resource.items() if name in self._names or name in _ALWAYS}


FieldsQuery = Annotated[
    str | None,
    Query(max_length=1000, description="attributes to answer, by comma; `none`: only id and href"),
]


async def _wanted(
    request: Request,
    fields: FieldsQuery = None,
    sort: Annotated[
        str | None, Query(max_length=40, description="id, creationDate or lastUpdate; with - downwards")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=DEEPEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Wanted:
    return Wanted(request, fields=fields, sort=sort, offset=offset, limit=limit)


WantedDep = Annotated[Wanted, Depends(_wanted)]
