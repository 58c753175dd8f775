"""Failures in the standard's Error form, and this room's own."""

import json
from typing import ClassVar, Literal

from pydantic import BaseModel, Field
from starlette.responses import Response

from libs.common.act import Language
from libs.common.web.failures import FailureForm
from libs.common.web.problems import Invalid, NotFound, Refusal, told
from services.intake.tmf621.rules import Status


class Error(BaseModel):
    """TMF630: what every failure below this address looks like."""

    code: str = Field(description="stable; the same as in the problem details of the other calls")
    reason: str
    message: str | None = Field(default=None, description="the fields at fault")
    status: str = Field(description="the answer's status")
    referenceError: str  # noqa: N815
    type_: Literal["Error"] = Field(default="Error", alias="@type")


class TmfErrors(FailureForm):
    """The standard knows no 422: what isn't valid is a 400."""

    media_type: ClassVar[str] = "application/json"
    model: ClassVar[type[BaseModel]] = Error

    def status(self, status: int) -> int:
        return 400 if status == 422 else status

    def answer(self, refusal: Refusal, *, path: str, language: Language) -> Response:
        faults = [told(fault, refusal, language) for fault in refusal.errors]
        error = {
            "code": refusal.code,
            "reason": refusal.sentence(language),
            "message": "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults) or path,
            "status": str(self.status(refusal.status)),
            "referenceError": f"urn:aftercare:problem:{refusal.code}",
            "@type": "Error",
        }
        return Response(
            json.dumps(error, ensure_ascii=False).encode(errors="replace"),
            status_code=self.status(refusal.status),
            media_type=self.media_type,
            headers={"Content-Language": language, **refusal.headers},
        )


TMF_ERRORS = TmfErrors()


class NoSuchStep(Refusal):
    code = "no_such_step"
    zh = "工单状态不能由 {present} 变为 {wanted}。"
    en = "A trouble ticket that is {present} can't become {wanted}."

    def __init__(self, *, present: Status, wanted: Status) -> None:
        super().__init__(present=present, wanted=wanted)


class StatusNotReached(Refusal):
    code = "status_not_reached"
    zh = "此操作后工单状态为 {reached}，而非 {wanted}，因此未作更改。"
    en = "After this step the trouble ticket would be {reached}, not {wanted}; nothing was changed."

    def __init__(self, *, reached: Status, wanted: Status) -> None:
        super().__init__(reached=reached, wanted=wanted)


class ReportNeeded(Refusal):
    code = "report_needed"
    zh = "改为 resolved 须附 resolutionReport（远程服务报告）。"
    en = "`resolved` needs the report of remote service, as `resolutionReport`."


class KindIsFixed(Refusal):
    code = "kind_is_fixed"
    zh = "工单类别（{kind}）不能更改，请另开工单。"
    en = "The ticket's kind ({kind}) can't change; open another ticket."


class CustomerIsFixed(Refusal):
    code = "customer_is_fixed"
    zh = "工单的客户和产品不能更改。"
    en = "The ticket's customer and product can't be changed."


class NoteIsOnRecord(Refusal):
    code = "note_is_on_record"
    zh = "备注已记录，不能更改或删除。"
    en = "A note that is on record can't be changed."


class ComplaintIsNoTicket(Invalid):
    code = "complaint_is_no_ticket"
    zh = "投诉请登记到 /complaints/v1/complaints。"
    en = "A complaint is registered at /complaints/v1/complaints, not as a trouble ticket."


class SubscriptionNotFound(NotFound):
    code = "subscription_not_found"
    zh = "没有这个订阅。"
    en = "There is no such subscription."
