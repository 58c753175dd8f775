"""Who handles a case, and the visit to the customer (CO-05)."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from libs.common.act import Act
from libs.common.events.complaints import ComplaintAssigned
from libs.common.events.envelope import Event
from services.complaints.cases.chasing import Chasing
from services.complaints.cases.refusals import NotTheHandler, OwnCase
from services.complaints.cases.values import CallOn
from services.complaints.values import Value

SERVICE_MANAGER = "service_manager"


class Handling(Chasing):
    handler: Mapped[str] = mapped_column(default=SERVICE_MANAGER)
    """The service manager, or the sign-in name of the person named for the case (CO-05)."""
    handlers: Mapped[list[str]] = mapped_column(default=list)
    """Everybody who handled the case: none of them is asked about it (FU-02)."""
    call_on: Mapped[CallOn | None] = mapped_column(Value(CallOn))

    def assign(self, *, to: str, department: str | None, act: Act) -> list[Event]:
        """CO-05; a later assignment names another person and leaves the status."""
        self.must_be_open()
        if to == self.conduct_person:
            raise OwnCase
        self.handler = to
        self.department = department or self.department
        self.took_part(to)
        if self.status == "registered":
            self.status = "assigned"
        return [ComplaintAssigned(to=to, by=act.actor.subject)]

    def record_call_on(self, *, on: date | None, none_because: str | None, act: Act) -> list[Event]:
        """CO-05: by the service manager or the person named, whatever the size and whoever is at fault."""
        self.must_be_open()
        if not (act.actor.has(SERVICE_MANAGER) or act.actor.subject == self.handler):
            raise NotTheHandler
        self.call_on = CallOn(by=act.actor.subject, at=act.now, on=on, none_because=none_because)
        self.took_part(act.actor.subject)
        return []

    def took_part(self, person: str) -> None:
        if person not in self.handlers:
            self.handlers = [*self.handlers, person]
