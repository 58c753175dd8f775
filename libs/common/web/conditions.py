"""If-Match and If-None-Match (RFC 9110): strong comparison with the row's version."""

from starlette.requests import Request

from libs.common.web.edge import Edge, etag
from libs.common.web.refusals import StaleVersion


def require_match(request: Request, edge: Edge) -> None:
    """Raises `StaleVersion` where the caller read an older version than the row has. If-Match is optional."""
    wanted = request.headers.get("if-match")
    if wanted is None or edge.subject is None or wanted.strip() == "*":
        return
    if etag(edge.subject) not in _tags(wanted):
        raise StaleVersion(current=edge.subject.version)


def unchanged(request: Request, edge: Edge) -> bool:
    """Whether a GET may be answered 304."""
    known = request.headers.get("if-none-match")
    if known is None or edge.etag is None:
        return False
    return known.strip() == "*" or edge.etag in {tag.removeprefix("W/") for tag in _tags(known)}


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}
