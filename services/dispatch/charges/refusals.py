"""What can't be done with a charge, and what the reader is told."""

from libs.common.web.problems import FieldError, Invalid, NotFound, Refusal


class ChargeNotFound(NotFound):
    code = "charge_not_found"
    zh = "没有这笔收费。"
    en = "There is no such charge."


class ChargeInvoicedBefore(Refusal):
    code = "charge_invoiced"
    zh = "这笔收费已开票。"
    en = "The charge has its invoice."


class ChargeSettledBefore(Refusal):
    code = "charge_settled"
    zh = "这笔收费已结清。"
    en = "The charge is settled."


class ChargeNotCollected(Refusal):
    code = "charge_not_collected"
    zh = "这笔收费并非现场收取。"
    en = "The charge was not collected on site."


class ChargeHandedOver(Refusal):
    code = "charge_handed_over"
    zh = "这笔款项已上交财务。"
    en = "The money was handed over already."


class ChargeNotHandedOver(Refusal):
    code = "charge_not_handed_over"
    zh = "服务人员尚未上交这笔款项。"
    en = "The technician has not handed the money over."


class ChargeReceived(Refusal):
    code = "charge_received"
    zh = "财务已签收这笔款项。"
    en = "Finance has confirmed the money already."


class AmountNeeded(Invalid):
    def __init__(self) -> None:
        detail = "needed where no price was agreed to, or all of it is charged"
        super().__init__(errors=[FieldError("/amount", "required", detail)])
