"""When a case may close (CO-20)."""

from datetime import date, datetime

from msgspec.structs import replace

from libs.common.events.complaints import ComplaintClosed
from libs.common.events.envelope import Event
from libs.common.web.problems import Refusal
from services.complaints.cases import rules
from services.complaints.cases.objecting import Objecting


class CallOnMissing(Refusal):
    """CO-05"""

    code = "call_on_missing"
    zh = "尚未登记拜访客户，或未拜访的原因。"
    en = "The visit to the customer, or why there was none, isn't on the case."


class CustomerNotTold(Refusal):
    code = "customer_not_told"
    zh = "尚未答复客户。"
    en = "The customer hasn't been told."


class NotAccepted(Refusal):
    code = "not_accepted"
    zh = "客户尚未接受处理结果。"
    en = "The customer hasn't accepted the outcome."


class ResponsibilityOpen(Refusal):
    code = "responsibility_open"
    zh = "严重投诉须先判定责任归属。"
    en = "A serious complaint closes only with its responsibility decided."


class ImprovementMissing(Refusal):
    """CO-17"""

    code = "improvement_missing"
    zh = "未判定原因为单纯人为疏忽：须先判定责任（negligence）或开立改善对策。"
    en = "The cause isn't known to be plain human negligence: decide responsibility or open an improvement."


class CollectionOpen(Refusal):
    """CO-12"""

    code = "collection_open"
    zh = "营销部门须于 {until} 前收款，尚未回报。"
    en = "Sales collects until {until} and hasn't reported it."


class Closing(Objecting):
    def close(self, *, improvement_opened: bool, carried_out_on: date, now: datetime) -> list[Event]:
        """Refused with what is missing."""
        self._ready_to_close(improvement_opened)
        if self.decision:
            self.decision = replace(self.decision, carried_out_on=carried_out_on)
        self.status = "closed"
        self.closed_at = now
        return [
            ComplaintClosed(
                form_no=self.form_no,
                ticket_id=self.ticket_id,
                customer_id=self.customer_id,
                received_at=self.received_at,
                established=self.not_established is None,
                complaint_class=self.complaint_class,
                handlers=self.handlers,
            )
        ]

    @property
    def nothing_to_carry_out(self) -> bool:
        """Once told, the customer needn't accept what costs nothing; all else is accepted first (CO-11)."""
        return self.decision is None or self.decision.kind in rules.WITHOUT_PRICE

    def _ready_to_close(self, improvement_opened: bool) -> None:
        self.must_be_open()
        if self.call_on is None:
            raise CallOnMissing
        if self.told_at is None:
            raise CustomerNotTold
        if self.status == "not_established":
            if until := self.collection_due_at:
                raise CollectionOpen(until=until.isoformat())
            return
        if self.status != "accepted" and not (self.status == "replied" and self.nothing_to_carry_out):
            raise NotAccepted
        if self.serious and self.responsibility is None:
            raise ResponsibilityOpen
        if self.needs_improvement and not improvement_opened:
            raise ImprovementMissing
