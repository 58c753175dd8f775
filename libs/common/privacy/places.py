"""Where a service keeps records, and for how long: read from the list by which it lets them go (IN-12)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from libs.common.act import Language
from libs.common.events.envelope import TOPICS
from libs.common.ids import site_date
from libs.common.partitions import RETENTION
from libs.common.policy.operations import Tickets
from libs.common.policy.shipped import shipped_packs
from libs.common.privacy.holding import Held
from libs.common.web.edge import EdgeDep
from libs.common.web.fields import Out
from libs.common.web.permission import may
from libs.common.web.routing import Router

Kept = Literal["years", "with_customer", "for_good", "days"]
_BUS = {"outbox_log": RETENTION.days, "inbox": RETENTION.days, "idempotency": 1}


class PlaceOut(Out):
    records: str = Field(description="table or topic", examples=["tickets"])
    place: str = Field(examples=["postgresql intake.tickets"])
    kept: Kept = Field(description="until when it has what is in `leaves`")
    limit: int | None = Field(description="years or days, by `kept`")
    leaves: list[str] = Field(
        description="columns that lose their content; all else stays, without the person"
    )
    told: str


class RetentionOut(Out):
    """Recordings and scans lie where their references say; these leave with the record that has them."""

    records_years: int
    accounts_years: int
    items: list[PlaceOut]


def retention_of(service: str, held: Sequence[Held], *, days: Mapping[str, int] | None = None) -> Router:
    """The call that shows it; `days`: further tables whose rows go after so many."""
    router = Router(tags=["privacy"])

    @router.get("/retention", dependencies=[may("retention.read")])
    async def read_retention(edge: EdgeDep) -> RetentionOut:
        """What is kept where and for how long, by the policy in force today."""
        terms = shipped_packs().base(site_date(edge.act.now)).tickets
        listed = [
            *_of_persons(service, held, terms, edge.act.language),
            *_of_days(service, _BUS | dict(days or {}), edge.act.language),
        ]
        return RetentionOut(
            records_years=terms.keep_records_years, accounts_years=terms.keep_accounts_years, items=listed
        )

    return router


def _of_persons(service: str, held: Sequence[Held], terms: Tickets, language: Language) -> Iterator[PlaceOut]:
    for one in held:
        kept: Kept = "years" if one.past else "with_customer" if one.blank else "for_good"
        table = one.model.__tablename__
        yield PlaceOut(
            records=table,
            place=f"postgresql {service}.{table}",
            kept=kept,
            limit=terms.keep_records_years if kept == "years" else None,
            leaves=sorted(one.blank),
            told=_TOLD[kept][language].format(
                records=terms.keep_records_years, accounts=terms.keep_accounts_years
            ),
        )


def _of_days(service: str, tables: Mapping[str, int], language: Language) -> Iterator[PlaceOut]:
    places = {f"postgresql {service}.{table}": days for table, days in tables.items()}
    places |= {
        f"kafka {topic.name}": topic.retention_days for topic in TOPICS.values() if topic.owner == service
    }
    for place, days in places.items():
        told = _TOLD["days"][language].format(days=days)
        records = place.removeprefix(f"postgresql {service}.").removeprefix("kafka ")
        yield PlaceOut(records=records, place=place, kept="days", limit=days, leaves=[], told=told)


_TOLD: dict[Kept, dict[Language, str]] = {
    "years": {
        "zh": "办结满 {records} 年后去除内容；事实和金额保留",
        "en": "its words go {records} years after it ended; facts and amounts stay",
    },
    "with_customer": {
        "zh": "随客户档案去除：客户要求时，或末次往来满 {records} 年、末次购买满 {accounts} 年后",
        "en": "goes with the customer's file: when the customer asks, or {records} years after the last that"
        " was heard and {accounts} after the last purchase",
    },
    "for_good": {"zh": "不含个人信息，长期保留", "en": "names nobody, and stays"},
    "days": {"zh": "满 {days} 天后删除", "en": "deleted after {days} days"},
}
