"""What can't be done with a visit, and what the reader is told."""

from libs.common.web.problems import NotFound, Refusal


class VisitNotFound(NotFound):
    code = "visit_not_found"
    zh = "没有这次上门服务。"
    en = "There is no such visit."


class VisitNotAccepted(Refusal):
    code = "visit_not_accepted"
    zh = "服务人员尚未接单。"
    en = "The technician has not accepted the visit."


class VisitNotDeparted(Refusal):
    code = "visit_not_departed"
    zh = "服务人员尚未出发。"
    en = "The technician is not on the way."


class VisitNotArrived(Refusal):
    code = "visit_not_arrived"
    zh = "服务人员尚未到达。"
    en = "The technician has not arrived."


class VisitNotStarted(Refusal):
    code = "visit_not_started"
    zh = "现场工作尚未开始。"
    en = "Work has not started."


class VisitNotCompleted(Refusal):
    code = "visit_not_completed"
    zh = "上门服务尚未完成。"
    en = "The visit is not completed."


class VisitNotCheckedOut(Refusal):
    code = "visit_not_checked_out"
    zh = "服务人员离开时尚未来电总部。"
    en = "The check-out call is missing."


class StepTaken(Refusal):
    code = "step_taken"
    zh = "该步骤已登记，不能重复或倒退。"
    en = "The visit is past this step."


class VisitEnded(Refusal):
    code = "visit_ended"
    zh = "这次上门服务已结束。"
    en = "The visit has ended."


class VisitNotLate(Refusal):
    code = "visit_not_late"
    zh = "这次上门没有迟到。"
    en = "The technician was not late."


class ReportMissing(Refusal):
    code = "report_missing"
    zh = "尚无服务报告单。"
    en = "There is no service report."


class ReportIncomplete(Refusal):
    code = "report_incomplete"
    zh = "服务报告单已退回，须先补全。"
    en = "The service report was returned and has to be mended first."


class ReportApprovedBefore(Refusal):
    code = "report_approved"
    zh = "服务报告单已审核。"
    en = "The service report is approved."


class ReportNotApproved(Refusal):
    code = "report_not_approved"
    zh = "服务报告单尚未审核。"
    en = "The service report is not approved."


class HelpOpen(Refusal):
    code = "help_open"
    zh = "已有求助等待总部答复。"
    en = "A question is waiting for headquarters' answer already."


class NoHelpAsked(Refusal):
    code = "no_help_asked"
    zh = "没有待答复的求助。"
    en = "No question waits for an answer."


class TakingNotConsented(Refusal):
    code = "consent_needed"
    zh = "取走产品须有客户同意。"
    en = "The unit may be taken only with the customer's consent."


class BackupNeeded(Refusal):
    code = "backup_needed"
    zh = "含数据的产品，取走前须备份或由客户声明放弃。"
    en = "The unit holds data: a backup or the customer's waiver has to be confirmed first."


class UnitAway(Refusal):
    code = "unit_away"
    zh = "产品已取走，尚未送回。"
    en = "The unit is at the workshop."


class UnitNotTaken(Refusal):
    code = "unit_not_taken"
    zh = "产品并未取走。"
    en = "The unit was not taken."
