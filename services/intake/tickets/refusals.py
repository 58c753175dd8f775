"""Why the tickets room says no; the codes are promised to callers."""

from libs.common.web.problems import FieldError, Invalid, NotFound, Refusal


class TicketNotFound(NotFound):
    code = "ticket_not_found"
    zh = "没有这张工单。"
    en = "There is no such ticket."


class TicketEnded(Refusal):
    code = "ticket_ended"
    zh = "工单已结束（{status}），请先重新打开。"
    en = "The ticket has ended ({status}); re-open it first."


class TicketNotEnded(Refusal):
    code = "ticket_not_ended"
    zh = "工单尚未结束，无需重新打开。"
    en = "The ticket has not ended, so there is nothing to re-open."


class TicketMerged(Refusal):
    code = "ticket_merged"
    zh = "该工单已并入 {number}，请在那张工单上办理。"
    en = "The ticket was merged into {number}: act on that one."


class UnknownTicket(Invalid):
    code = "unknown_ticket"
    zh = "没有这张服务单。"
    en = "There is no such ticket."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/ticket_id", self.code, self.en)])


class SameTicket(Invalid):
    code = "same_ticket"
    zh = "工单不能与自身合并。"
    en = "A ticket can't be merged with itself."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/ticket_id", self.code, self.en)])


class OtherCustomersTicket(Refusal):
    code = "other_customers_ticket"
    zh = "两张工单属于不同客户；若为同一客户，请先合并客户档案。"
    en = "The tickets are of two customers; if they are one, merge their files first."


class OtherUnitsTicket(Refusal):
    code = "other_units_ticket"
    zh = "两张工单涉及不同产品，不是同一需求。"
    en = "The tickets are about two units, so they aren't one demand registered twice."


class UnitUnknownHere(Refusal):
    code = "unit_unknown_here"
    zh = "另一张工单已登记产品，请反过来合并。"
    en = "The other ticket knows the unit: merge this one into it."


class FurtherAlong(Refusal):
    code = "further_along"
    zh = "工单 {number} 已有作业或客户同意记录，请反过来合并。"
    en = "Work was done, or a price consented to, on {number}: merge the other way round."


class SameOwner(Invalid):
    code = "same_owner"
    zh = "工单已属于该客户和产品。"
    en = "The ticket is that customer's and about that unit already."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/customer_id", self.code, self.en)])


class AgreedBefore(Refusal):
    code = "agreed_before"
    zh = "该客户已同意报价或已有收费，工单不能改挂；请取消后为正确的客户另行登记。"
    en = "The customer consented to a price, or was charged: cancel it and open one for the right customer."


class WorkedOnBefore(Refusal):
    code = "worked_on_before"
    zh = "已有作业记录，工单不能改挂；请为正确的客户另行登记。"
    en = "Work on it has begun: open another one for the right customer."


class NotChargeable(Refusal):
    code = "not_chargeable"
    zh = "此工单（类型 {service_type}）不向客户收费，无需报价。"
    en = "The customer pays nothing for this ticket (type {service_type}), so there is nothing to quote."


class QuoteMissing(Refusal):
    code = "quote_missing"
    zh = "尚未报价。"
    en = "There is no quote yet."


class QuoteNotReleased(Refusal):
    code = "quote_not_released"
    zh = "报价尚待营销部门放行。"
    en = "The quote still waits for sales to release it."


class QuoteReleased(Refusal):
    code = "quote_released"
    zh = "报价已放行。"
    en = "The quote has been released already."


class ConsentRecordedBefore(Refusal):
    code = "consent_recorded"
    zh = "客户对此报价的答复已有记录。"
    en = "The customer's answer to this quote is on record already."


class PriceAgreed(Refusal):
    code = "price_agreed"
    zh = "客户已同意报价，不能以“不同意报价”结案。"
    en = "The customer agreed to the price, so the ticket isn't closed as declined."


class ComplaintOpen(Refusal):
    code = "complaint_open"
    zh = "相关投诉尚未结案，工单不能关闭。"
    en = "A complaint about this ticket is still open."


class LoanerOut(Refusal):
    code = "loaner_out"
    zh = "备用机尚未归还。"
    en = "A loaner is still out."


class WorkOpen(Refusal):
    code = "work_open"
    zh = "工作尚未完成或尚未答复客户。"
    en = "The work is not done, or the answer not given, yet."


class VoucherMissing(Refusal):
    code = "voucher_missing"
    zh = "服务凭证尚未签字交回。"
    en = "The signed service voucher has not come back yet."


class ChargeOpen(Refusal):
    code = "charge_open"
    zh = "费用尚未结清，也未说明减免原因。"
    en = "The charge is neither settled nor waived with a reason."


class CustomerNotTold(Refusal):
    code = "customer_not_told"
    zh = "尚未告知客户结果。"
    en = "The customer has not been told yet."


class ChargedBefore(Refusal):
    code = "charged_before"
    zh = "已产生收费，认定不能撤回；请减免费用。"
    en = "The customer was charged before; waive the charge instead."


class NoSuchFinding(Invalid):
    code = "no_such_finding"
    zh = "工单上没有这项认定。"
    en = "The ticket has no such finding."


class NothingToWaive(Refusal):
    code = "nothing_to_waive"
    zh = "没有待收费用可减免。"
    en = "There is no open charge to waive."


class VoucherNotNeeded(Refusal):
    code = "voucher_not_needed"
    zh = "没有上门服务，无需交回凭证。"
    en = "There was no visit, so no voucher has to come back."


class VoucherReturnedBefore(Refusal):
    code = "voucher_returned"
    zh = "服务凭证已交回。"
    en = "The voucher has come back already."


class SignedOnTheSpot(Refusal):
    code = "signed_on_the_spot"
    zh = "服务当场完成，客户已当场签字，无需会签。"
    en = "The work was finished on the spot and the customer signed there: nothing to countersign."


class VoucherCountersignedBefore(Refusal):
    code = "voucher_countersigned"
    zh = "服务凭证已会签。"
    en = "The voucher has been countersigned already."


class NoOpenChase(Refusal):
    code = "no_open_chase"
    zh = "没有待答复的催办。"
    en = "There is no chase that waits for an answer."


class WorkUnderWay(Refusal):
    code = "work_under_way"
    zh = "技术人员正在工作，现在不能取消上门服务。"
    en = "A technician is at work; the field work can't be called off now."


class ClockNotRunning(Refusal):
    code = "clock_not_running"
    zh = "没有这样的时限在计时。"
    en = "No such clock is running."


class ClockNotPaused(Refusal):
    code = "clock_not_paused"
    zh = "没有暂停的时限。"
    en = "No clock is paused."
