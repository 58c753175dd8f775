"""Trace contexts as W3C has them: what is continued, and what begins anew."""

import json
import re

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from libs.common.telemetry import configure_logging, log
from libs.common.trace import continued, trace_id, traced

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")


@pytest.mark.rule("XC-07")
@pytest.mark.parametrize(
    "parent",
    [
        PARENT,
        f"00-{TRACE}-b7ad6b7169203331-00",
        f"01-{TRACE}-b7ad6b7169203331-03-later",
        f"cc-{TRACE}-{'1' * 16}-09",
    ],
)
def test_a_trace_is_continued_with_a_span_of_its_own(parent: str) -> None:
    ours = continued(parent)
    assert FORM.fullmatch(ours)
    assert trace_id(ours) == TRACE
    assert ours[36:52] != parent[36:52]
    assert int(ours[-2:], 16) == int(parent[53:55], 16) & 1, "sampled as the parent was"


@pytest.mark.rule("XC-07")
@pytest.mark.parametrize(
    "parent",
    [
        None,
        "",
        PARENT.upper(),
        f"ff-{TRACE}-b7ad6b7169203331-01",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-b7ad6b7169203331-01-more",
        f"00-{TRACE}-b7ad6b7169203331-01\n",
    ],
)
def test_what_is_no_trace_context_begins_a_new_one(parent: str | None) -> None:
    ours = continued(parent)
    assert FORM.fullmatch(ours)
    assert trace_id(ours) != TRACE
    assert continued(ours)[:35] == ours[:35]


@given(st.text() | st.from_regex(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", fullmatch=True))
def test_whatever_comes_a_trace_context_goes_out(parent: str) -> None:
    assert FORM.fullmatch(continued(parent))


@pytest.mark.rule("XC-07")
def test_every_line_within_a_trace_carries_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    try:
        configure_logging("intake")
        with traced(PARENT):
            log.warning("inside")
            log.warning("of another", trace_id="x")
        log.warning("outside")
    finally:
        structlog.configure(**before)
        structlog.contextvars.clear_contextvars()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("trace_id") for line in lines] == [TRACE, "x", None]
