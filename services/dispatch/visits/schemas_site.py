"""What callers send of what happens beside the steps."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from libs.common.policy.vocabulary import Finding
from libs.common.web.fields import In, ShortText, Text
from services.dispatch.visits.schemas import When


class Find(In):
    findings: Annotated[list[Finding], Field(min_length=1, max_length=30)]
    text: Text


class ShowPrices(When):
    """Without an id: the list that holds for the product, or else the general one."""

    price_list_id: UUID | None = None


class Question(In):
    question: Text


class Answer(In):
    text: Text


class TakeUnit(In):
    """`consent`: the customer's, recorded before the unit leaves (DI-18)."""

    to: ShortText
    receipt_no: ShortText
    consent: bool
    backup: Literal["done", "waived", "not_needed"]


class Notify(In):
    channel: ShortText
    text: Text
