"""What clients gave as the reason of a status that they asked for, by the ticket's version before it."""

from typing import Any

_MOST = 20


def given(before: list[dict[str, Any]], reason: str | None, *, version: int) -> list[dict[str, Any]]:
    """The latest of them, and `reason`."""
    new = [{"after": version, "reason": reason}] if reason else []
    return [*before, *new][-_MOST:]


def between(reasons: list[dict[str, Any]], *, after: int, until: int | None = None) -> str | None:
    """Of the step from version `after` to `until`; the latest where none is given."""
    fitting = [
        one["reason"] for one in reasons if after <= one["after"] and (until is None or one["after"] < until)
    ]
    return fitting[-1] if fitting else None
