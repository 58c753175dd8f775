"""What can't be done with a penalty, and what the reader is told."""

from libs.common.web.problems import Forbidden, NotFound, Refusal


class PenaltyNotFound(NotFound):
    code = "penalty_not_found"
    zh = "没有这项处罚。"
    en = "There is no such penalty."


class OwnPenalty(Forbidden):
    """CO-15: about oneself one may object, nothing else."""

    code = "own_penalty"
    zh = "任何人不得处理针对本人的处罚。"
    en = "Nobody handles a penalty of one's own."


class PenaltyWrongStatus(Refusal):
    code = "wrong_status"
    zh = "处罚当前状态为 {status}，此操作需要：{needed}。"
    en = "The penalty is {status}; this needs it to be {needed}."


class ObjectionLate(Refusal):
    code = "objection_late"
    zh = "异议期已于 {until} 届满。"
    en = "The time to object ended at {until}."


class ObjectedAlready(Refusal):
    code = "objected_already"
    zh = "异议已经裁决。"
    en = "The objection has been ruled on already."


class ObjectionOpen(Refusal):
    """The GM's approval is final, so the person's time to object comes first."""

    code = "objection_open"
    zh = "当事人在 {until} 之前仍可提出异议。"
    en = "The person may still object until {until}."


class NotAdministrative(Refusal):
    """CO-16"""

    code = "not_administrative"
    zh = "只有经核准的行政处分才有人事公布单。"
    en = "Only an approved administrative punishment gives a personnel announcement."
