"""What can't be done with a job, and what the reader is told."""

from libs.common.web.problems import NotFound, Refusal


class JobNotFound(NotFound):
    code = "job_not_found"
    zh = "没有这张派工单。"
    en = "There is no such job."


class ConsentNeeded(Refusal):
    """PO-03, PO-08: also raised where work on site has to stop."""

    code = "consent_needed"
    zh = "收费须先经客户同意：请先报价并登记同意。"
    en = "The customer has to consent first: quote and record the consent."


class DemandNotConfirmed(Refusal):
    """IN-01"""

    code = "demand_not_confirmed"
    zh = "派工前须先与客户确认需求。"
    en = "The customer's demand has to be confirmed before dispatch."


class JobAssigned(Refusal):
    code = "job_assigned"
    zh = "该派工单已派出，请先撤回。"
    en = "The job is assigned already; take it back first."


class JobNotAssigned(Refusal):
    code = "job_not_assigned"
    zh = "该派工单尚未派出。"
    en = "The job is not assigned."


class JobEnded(Refusal):
    code = "job_ended"
    zh = "该派工单已完成或取消。"
    en = "The job is done or cancelled."


class WorkUnderWay(Refusal):
    code = "work_under_way"
    zh = "服务人员已到达现场，不能撤回或拒绝。"
    en = "The technician has arrived; it is too late to take the job back or to refuse it."


class JobNotRefused(Refusal):
    code = "job_not_refused"
    zh = "没有待判定的拒绝派工。"
    en = "There is no refusal that waits for a judgement."
