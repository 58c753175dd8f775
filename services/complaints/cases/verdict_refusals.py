"""Why a verdict on a case can't stand (CO-03, CO-15, CO-18)."""

from libs.common.web.problems import Refusal


class NoConductCause(Refusal):
    code = "no_conduct_cause"
    zh = "该投诉没有登记服务行为原因，请先填写 cause。"
    en = "The complaint names no conduct cause; give `cause`."


class NoConductPerson(Refusal):
    code = "no_conduct_person"
    zh = "尚不清楚被投诉人，请填写 person。"
    en = "It isn't known whom the complaint is about; give `person`."


class VerdictsContradict(Refusal):
    """CO-15: conduct is upheld in a complaint that is upheld."""

    code = "verdicts_contradict"
    zh = "投诉不成立与服务行为认定成立不能并存。"
    en = "A complaint can't be found not established and its conduct upheld."


class ConductDecidedAlready(Refusal):
    code = "conduct_decided"
    zh = "服务行为已有认定。"
    en = "The conduct has been decided already."


class ConsentWasGiven(Refusal):
    code = "consent_was_given"
    zh = "记录显示客户在收费前已同意，不能以“未经同意”认定欺诈。"
    en = "The record shows that the customer consented before the charge."


class FeeWasListed(Refusal):
    code = "fee_was_listed"
    zh = "记录显示收费项目均在公示的收费标准之内，不能以“收费标准以外收费”认定欺诈。"
    en = "The record shows that every fee charged was on the public price list."


class BelowFraudDue(Refusal):
    """CO-18"""

    code = "below_fraud_due"
    zh = "已认定维修服务欺诈，应赔 {due}，处理方案不得低于此数。"
    en = "Charging fraud was found: {due} is due, and no remedy gives less."
