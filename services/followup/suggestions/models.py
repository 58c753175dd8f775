"""What follow-up keeps of suggestions, from the events of intake (FU-02, IN-18); their words stay there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.followup.customers.models import OfCustomer
from services.followup.tables import Base


class Suggestion(Base, OfCustomer):
    """Open until its department has answered it with a verdict."""

    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered')", name="state"),
        Index("ix_suggestions_customer_id", "customer_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Intake's."""
    state: Mapped[str]
    department: Mapped[str | None]
    verdict: Mapped[str | None]
    registered_at: Mapped[datetime]
    """Or when it was first heard of."""
    answered_at: Mapped[datetime | None]
