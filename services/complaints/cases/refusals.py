"""What can't be done with a case, and what the reader is told."""

from libs.common.web.problems import Forbidden, NotFound, Refusal


class CaseNotFound(NotFound):
    code = "complaint_not_found"
    zh = "没有这件投诉。"
    en = "There is no such complaint."


class TaskNotFound(NotFound):
    code = "task_not_found"
    zh = "该投诉没有这项任务。"
    en = "The complaint has no such task."


class OwnCase(Forbidden):
    """Nobody handles a case about oneself (CO-05)."""

    code = "own_case"
    zh = "任何人不得处理投诉本人的案件。"
    en = "Nobody handles a complaint about oneself."


class NotTheHandler(Forbidden):
    code = "not_the_handler"
    zh = "拜访客户由客服经理或指定的处理人进行。"
    en = "The service manager or the person named for the case calls on the customer."


class NotYourDepartment(Forbidden):
    code = "not_your_department"
    zh = "这不是您部门的事项。"
    en = "This is another department's part."


class WrongStatus(Refusal):
    code = "wrong_status"
    zh = "投诉当前状态为 {status}，此操作需要：{needed}。"
    en = "The complaint is {status}; this needs it to be {needed}."


class CaseClosed(Refusal):
    code = "complaint_closed"
    zh = "投诉已结案，记录不可更改。"
    en = "The complaint is closed; its record can't be changed."


class SeverityStands(Forbidden):
    """CO-04"""

    code = "severity_stands"
    zh = "严重投诉只有客服经理可改为一般投诉。"
    en = "Only the service manager calls a serious complaint minor."


class OpinionSigned(Forbidden):
    """CO-01"""

    code = "opinion_signed"
    zh = "营销部门已签署的意见只有营销部门可更改。"
    en = "Only sales changes the opinion that it signed."


class ReportUndecided(Refusal):
    """CO-04, CO-07: nothing is decided before the deputy GM's word on the report."""

    code = "report_undecided"
    zh = "须先经调查并由主管副总审定报告。"
    en = "The deputy GM has to decide on the investigation report first."


class InvestigationOpen(Refusal):
    code = "investigation_open"
    zh = "调查尚未完成。"
    en = "The investigation isn't finished."


class InvestigationFinishedAlready(Refusal):
    code = "investigation_finished"
    zh = "调查已完成。"
    en = "The investigation is finished already."


class TaskReported(Refusal):
    code = "task_reported"
    zh = "该任务已回复。"
    en = "The task is reported already."


class NoRemedy(Refusal):
    code = "no_remedy"
    zh = "尚未提出处理方案，或方案已被退回。"
    en = "No remedy is proposed, or it was sent back."


class AboveAuthority(Forbidden):
    """CO-09; 403, as it is the role with its limit that may not."""

    code = "above_authority"
    zh = "金额 {amount} 超出您的核决权限，需由 {level} 核决。"
    en = "The amount {amount} is above your limit; it needs {level}."


class OwnProposal(Forbidden):
    """CO-09"""

    code = "own_proposal"
    zh = "任何人不得核决自己提出的方案。"
    en = "Nobody approves a proposal of one's own."


class OwnDecision(Forbidden):
    """CO-12: an objection is decided by the superior."""

    code = "own_decision"
    zh = "异议须由上级裁决，不能由原决定人裁决。"
    en = "An objection is decided by the superior, not by whom it is against."


class NotAgreed(Refusal):
    code = "not_agreed"
    zh = "严重投诉的处理方案须先经售后和营销部门同意，尚缺：{departments}。"
    en = "A serious complaint's remedy is agreed by after-sales and sales first; missing: {departments}."


class CountersignMissing(Refusal):
    code = "countersign_missing"
    zh = "缺少会签：{departments}。"
    en = "Countersignatures are missing: {departments}."


class NotApproved(Refusal):
    """CO-09: nothing is promised before approval."""

    code = "not_approved"
    zh = "方案核准之前不得答复或承诺客户。"
    en = "Nothing is promised to the customer before approval."


class LetterRequired(Refusal):
    """CO-10"""

    code = "letter_required"
    zh = "严重投诉须以书信答复。"
    en = "A serious complaint is answered by letter."


class NoOpenChase(Refusal):
    code = "no_open_chase"
    zh = "没有待答复的催办。"
    en = "There is no chase that waits for an answer."
