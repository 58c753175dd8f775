"""Rows written by a model's shape: what pydantic would write, whatever is in them (XC-04, IN-12)."""

import json
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_serializer

from libs.common.act import Actor
from libs.common.money import Money, MoneyField
from libs.common.privacy.seeing import Document, FreeText, PersonName, Reach, show_to
from libs.common.web import rows
from libs.common.web.fields import Out


class Inner(Out):
    text: FreeText
    at: datetime
    share: Decimal | None = None
    degrees: float = 0.0


class Contact(Out):
    type: str
    value: str

    @field_serializer("value", when_used="json")
    def _shown(self, value: str) -> str:
        return f"{self.type}:{value}"


class Sample(Out):
    id: UUID
    name: PersonName
    reach: Reach | None
    fault: Document
    state: Literal["open", "closed"] | None
    on: date | None
    at: datetime
    price: MoneyField | None
    inner: Inner | None
    notes: list[Inner]
    contacts: tuple[Contact, ...]
    codes: dict[str, int]
    from_: int = Field(alias="from")
    done: bool = False


@dataclass
class Row:
    """As a database gives it; what is JSON there is given as JSON."""

    id: UUID
    name: str
    reach: str | None
    fault: dict[str, Any]
    state: str | None
    on: date | None
    at: datetime
    price: Money | None
    inner: dict[str, Any] | None
    notes: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    codes: dict[str, int]
    from_: int
    done: bool


_moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_texts = st.text("张三Ab 138001380@.x", max_size=20)
_inner = st.fixed_dictionaries(
    {"text": _texts, "at": _moments.map(datetime.isoformat)},
    optional={"share": st.sampled_from(["1", "0.50"]), "degrees": st.floats(-90, 90)},
)
_rows = st.builds(
    Row,
    id=st.uuids(),
    name=_texts,
    reach=st.none() | _texts,
    fault=st.dictionaries(st.sampled_from(["text", "phone", "name"]), _texts),
    state=st.sampled_from(["open", "closed", None]),
    on=st.none() | st.dates(),
    at=_moments,
    price=st.none() | st.decimals(0, 1000, places=2).map(lambda amount: Money(amount, "CNY")),
    inner=st.none() | _inner,
    notes=st.lists(_inner, max_size=2),
    contacts=st.lists(st.fixed_dictionaries({"type": _texts, "value": _texts}), max_size=2),
    codes=st.dictionaries(_texts, st.integers(-9, 9), max_size=2),
    from_=st.integers(),
    done=st.booleans(),
)


@pytest.mark.rule("XC-04", "IN-12")
@given(row=_rows, role=st.sampled_from(["agent", "auditor", "nobody"]))
def test_it_is_what_pydantic_writes(row: Row, role: str) -> None:
    def compared() -> None:
        show_to(Actor(subject="a", roles=frozenset({role})))
        as_object = rows.writer(Sample)(row)
        wanted = Sample.model_validate(row, from_attributes=True).model_dump(mode="json")
        assert json.loads(rows.to_json(as_object)) == wanted
        assert json.loads(rows.to_json(rows.writer(Sample)(dict(vars(row))))) == wanted
        assert rows.as_json(row, Sample) == wanted

    copy_context().run(compared)


def test_what_a_document_has_beyond_the_model_is_not_told() -> None:
    document = {"text": "x", "at": "2026-11-23T04:00:00+00:00", "secret": "y"}

    for given_as in (document, SimpleNamespace(**document)):
        assert rows.as_json(given_as, Inner) == {
            "text": "x",
            "at": "2026-11-23T04:00:00Z",
            "share": None,
            "degrees": 0.0,
        }
