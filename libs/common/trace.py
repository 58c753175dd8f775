"""W3C trace context: one trace from a request through every event that it causes (XC-07).

Only ids are made and passed on; no span is recorded, as nothing here would collect it.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_FORM = re.compile(r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def continued(parent: str | None) -> str:
    """A span of its own in the parent's trace; in a new trace where there is no parent that can be read."""
    form = _FORM.fullmatch(parent or "")
    if form is None or (form[1] == "00" and form[4]):
        return f"00-{os.urandom(16).hex()}-{os.urandom(8).hex()}-01"
    return f"00-{form[2]}-{os.urandom(8).hex()}-{int(form[3], 16) & 1:02x}"


def trace_id(traceparent: str | None) -> str | None:
    return traceparent[3:35] if traceparent else None


def of_record(headers: Iterable[tuple[str, bytes]]) -> str | None:
    """The trace id that came with a record, if one did."""
    content = dict(headers).get("ce_traceparent")
    return trace_id(content.decode(errors="replace")) if content else None


@contextmanager
def traced(traceparent: str | None) -> Iterator[None]:
    """Log lines in the block carry the trace's id."""
    before = _current.set(traceparent)
    try:
        yield
    finally:
        _current.reset(before)


def with_trace_id(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A processor of log lines."""
    if "trace_id" not in line and (current := _current.get()):
        line["trace_id"] = trace_id(current)
    return line
