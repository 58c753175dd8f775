"""What is kept beside an article: the repairs that feed it, and whom it answered (IN-03)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.tables import Base


class ArticleUse(Base):
    """An answer given from an article, or that it was no help: the reference of contact and ticket to it."""

    __tablename__ = "article_uses"
    __table_args__ = (
        Index("ix_article_uses_article_id_id", "article_id", "id"),
        UniqueConstraint("contact_id", "article_id"),
        UniqueConstraint("ticket_id", "article_id", "helped"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    helped: Mapped[bool]
    used_by: Mapped[str]
    used_at: Mapped[datetime]


class SolvedFault(Base):
    """What a visit's report, or that of remote service, says of the fault; `article_id`: what it feeds.

    `id` is the visit's, or the ticket's where there was no visit.
    """

    __tablename__ = "solved_faults"
    __table_args__ = (Index("ix_solved_faults_article_id_id", "article_id", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(index=True)
    visit_id: Mapped[UUID | None]
    cause: Mapped[str]
    resolution: Mapped[str]
    parts: Mapped[list[str]]
    reported_at: Mapped[datetime]
    article_id: Mapped[UUID | None] = mapped_column(ForeignKey("articles.id"))
    held: Mapped[bool] = mapped_column(default=True)
    """False when the same fault has come back (IN-16)."""
