"""The quick way to read a body finds what the thorough one finds, which a member that is null leads to."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter

from libs.common.web.body import read_model
from libs.common.web.fields import In, Text
from libs.common.web.problems import Refusal
from tests.unit.common.web.test_body import ACT


class Anything(In):
    whole: int = 0
    share: float = 0.0
    text: Text = "-"
    more: dict[str, Any] = Field(default={})
    several: tuple[Any, ...] = ()


ANYTHING = TypeAdapter(Anything)
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None))
_JSON = st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
_BODIES = st.dictionaries(st.sampled_from([*Anything.model_fields, "unknown"]), _JSON)
_DEEP: Any = [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]


@given(_BODIES, st.booleans())
@example({"share": 1e300}, False)
@example({"several": [2**63]}, False)
@example({"more": {"a": -(2**63)}, "several": [-1e30]}, False)
@example({"text": "a\0b"}, True)
@example({"text": "\ud83d"}, True)
@example({"text": "\U0001f600"}, True)
@example({"several": _DEEP}, False)
@example({"more": {"a": float("nan")}}, False)
def test_both_ways_find_the_same(body: dict[str, Any], ascii_only: bool) -> None:
    written = json.dumps(body, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    odd = b'{"null": null' + (b", " if body else b"") + written[1:]
    assert _read(written) == _read(odd)


def _read(raw: bytes) -> Any:
    try:
        return read_model(raw, ANYTHING, ACT)
    except Refusal as refused:
        return sorted((error.pointer, error.code) for error in refused.errors)
