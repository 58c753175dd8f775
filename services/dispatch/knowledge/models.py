"""What headquarters knows of faults, for whoever works on one: articles and quality issues (IN-03, IN-15)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.dispatch.tables import Base


class Article(Base):
    """The version of an article that answers now; None once it was withdrawn."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_fault_codes", "fault_codes", postgresql_using="gin"),
        Index("ix_articles_models", "models", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    title: Mapped[dict[str, Any]]
    """`{zh, en}`"""
    categories: Mapped[list[str]]
    """All products where empty."""
    models: Mapped[list[str]]
    fault_codes: Mapped[list[str]]
    """Lower case, as models are: case doesn't tell two apart."""


class QualityIssue(Base):
    """A major problem of a product, until it is closed."""

    __tablename__ = "quality_issues"
    __table_args__ = (Index("ix_quality_issues_model", "model", postgresql_where="NOT closed"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    model: Mapped[str | None]
    """Lower case, as the code is."""
    fault_code: Mapped[str | None]
    safety: Mapped[bool]
    count: Mapped[int]
    advice: Mapped[str | None]
    """What to say or do meanwhile."""
    closed: Mapped[bool] = mapped_column(default=False)
