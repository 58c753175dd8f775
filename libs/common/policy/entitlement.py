"""The decision, as it is told and as it is stored with a ticket or work order (PO-17)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from pydantic import TypeAdapter

from libs.common.act import Language
from libs.common.money import MoneyField
from libs.common.policy.case import Case, Line, Value
from libs.common.policy.texts import in_both_languages
from libs.common.policy.vocabulary import (
    Bearer,
    Exclusion,
    Remedy,
    Replacement,
    Server,
    ServiceType,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule applied, explained in both languages."""

    rule: str
    outcome: str
    zh: str
    en: str

    @classmethod
    def of(cls, line: Line) -> "Reason":
        """The same are given again and again, for all units bought on a day."""
        return _reason(line.rule, line.outcome, line.phrase, **line.values)

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """`customer_share`, `depreciation` and the bearers are reckoned for `remedy`."""

    service_type: ServiceType
    in_warranty: bool
    remedies: tuple[Remedy, ...]
    remedy: Remedy
    cost_bearer: Bearer
    customer_share: Decimal
    part: Bearer
    labour: Bearer
    travel: Bearer
    served_by: Server
    replacement: Replacement | None
    depreciation: MoneyField | None
    refurbishing_fee: MoneyField | None
    seller_must_prove: bool
    loaner_due: bool
    excluded_by: tuple[Exclusion, ...]
    pack: str
    pack_version: str
    rules: tuple[Reason, ...]

    def record(self) -> dict[str, Any]:
        """Plain JSON to be stored; it holds the sentences, so no later pack or text changes it (PO-17)."""
        stored: dict[str, Any] = _JSON.dump_python(self, mode="json")
        return stored

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Entitlement":
        return _JSON.validate_python(record)


@lru_cache(maxsize=8192, typed=True)
def _reason(rule: str, outcome: str, phrase: str, /, **values: Value) -> Reason:
    """By type as well, as a `Word` is equal to the text it is."""
    return Reason(rule, outcome, *in_both_languages(phrase, values))


_JSON = TypeAdapter(Entitlement)
_ORDER: tuple[Remedy, ...] = get_args(Remedy)


def entitlement(case: Case) -> Entitlement:
    return Entitlement(
        service_type=case.service_type,
        in_warranty=case.in_warranty,
        remedies=tuple(remedy for remedy in _ORDER if remedy in case.shares),
        remedy=case.remedy,
        cost_bearer=case.part,
        customer_share=case.share,
        part=case.part,
        labour=case.labour,
        travel=case.travel,
        served_by=case.served_by,
        replacement=case.replacement,
        depreciation=case.depreciation,
        refurbishing_fee=case.refurbishing_fee,
        seller_must_prove=case.seller_must_prove,
        loaner_due=case.loaner_due,
        excluded_by=case.excluded_by,
        pack=case.pack.pack,
        pack_version=case.pack.version,
        rules=tuple(map(Reason.of, case.lines)),
    )
