"""Finding quality issues, and what is known of a product before its ticket is opened (IN-02, IN-15)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.quality.models import QualityIssue
from services.intake.quality.records import QualityIssueReport, QualityReport

_AT_MOST = 20


def issues_like(
    *,
    status: str | None,
    open: bool | None,  # noqa: A002
    basis: str | None,
    safety: bool | None,
    model: str | None,
    lot: str | None,
) -> Select[QualityIssue]:
    asked = {
        QualityIssue.status: status,
        QualityIssue.basis: basis,
        QualityIssue.safety: safety,
        QualityIssue.model: model,
        QualityIssue.lot: lot,
    }
    query = select(QualityIssue).where(
        *(column == said for column, said in asked.items() if said is not None)
    )
    if open is None:
        return query
    return query.where(QualityIssue.status != "closed" if open else QualityIssue.status == "closed")


def reports_of(issue_id: UUID) -> Select[Any]:
    """The tickets and cases that count for an issue."""
    counted = QualityIssueReport.report_id == QualityReport.id
    return (
        select(QualityReport).join(QualityIssueReport, counted).where(QualityIssueReport.issue_id == issue_id)
    )


async def known_issues(
    session: AsyncSession, products: Iterable[tuple[str | None, str | None]]
) -> Sequence[QualityIssue]:
    """Open issues of any of the products, each a model and a lot: what to warn of when one is complained of.

    Matters of safety first, then the newest; at most 20.
    """
    conditions = [condition for model, lot in products for condition in _of_product(model, lot)]
    query = select(QualityIssue).where(QualityIssue.status != "closed", or_(false(), *conditions))
    order = query.order_by(QualityIssue.safety.desc(), QualityIssue.raised_at.desc())
    return (await session.scalars(order.limit(_AT_MOST))).all()


def _of_product(model: str | None, lot: str | None) -> Iterable[ColumnElement[bool]]:
    """Compared as they are counted: case doesn't tell two apart."""
    if model:
        yield func.lower(QualityIssue.model) == func.lower(model)
    if lot:
        yield func.lower(QualityIssue.lot) == func.lower(lot)
