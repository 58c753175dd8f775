"""The service voucher: the numbered paper that the customer signs (IN-17, S1 art. 7)."""

from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.ext.asyncio import AsyncSession

from libs.common.ids import SITE_ZONE
from libs.common.privacy.seeing import shown_address, shown_name, shown_phone, shown_text
from services.intake.customers.models import Customer
from services.intake.tickets.models import Ticket
from services.intake.units.models import Unit

_FONT = "STSong-Light"
_LINE = 7 * mm
_WIDTH = 46
_SERVICE_TYPES = {"A": "有偿 paid", "B": "合同 contract", "C": "免费 free", "D": "内务 internal"}
registerFont(UnicodeCIDFont(_FONT))


async def print_voucher(*, session: AsyncSession, ticket: Ticket) -> bytes:
    """One A5 page as PDF: what is known is filled in, the rest is left to be written by hand.

    Printed after the countersigning it has times, content and the manager's name above the customer's line.
    """
    customer = await session.get_one(Customer, ticket.customer_id)
    unit = await session.get(Unit, ticket.unit_id) if ticket.unit_id else None
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A5, invariant=True)
    canvas.setTitle(f"{ticket.voucher_number}")
    _heading(canvas, ticket)
    _rows(canvas, [*_known(ticket, customer, unit), *_work(ticket)])
    canvas.save()
    return buffer.getvalue()


def _known(ticket: Ticket, customer: Customer, unit: Unit | None) -> list[tuple[str, str]]:
    home = next((address["text"] for address in customer.addresses), "")
    return [
        ("工单 Ticket", ticket.number),
        ("登记时间 Registered", _time(ticket.opened_at.isoformat())),
        ("服务类型 Service type", f"{ticket.service_type} {_SERVICE_TYPES[ticket.service_type]}"),
        ("客户 Customer", shown_name(customer.name)),
        ("电话 Phone", "  ".join(map(shown_phone, customer.phones))),
        ("地址 Address", shown_address(ticket.location or home)),
        ("型号 Model", " ".join(filter(None, [unit.model, unit.specification])) if unit else ""),
        ("机身号 Serial", (unit and unit.serial) or ""),
        ("故障 Fault", shown_text(ticket.fault)),
    ]


def _work(ticket: Ticket) -> list[tuple[str, str]]:
    signed = ticket.voucher_countersigned or {}
    return [
        ("开始时间 Started", _time(signed.get("started_at"))),
        ("完成时间 Completed", _time(signed.get("ended_at"))),
        ("工作内容 Work done", signed.get("content", "")),
        ("更换部件 Parts replaced", ""),
        ("客户意见 Customer's opinion", ""),
        ("经理会签 Countersigned", " ".join([signed.get("by", ""), _time(signed.get("at"))]).strip()),
        ("客户签字 Customer's signature", ""),
    ]


def _time(moment: str | None) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(SITE_ZONE):%Y-%m-%d %H:%M}" if moment else ""


def _heading(canvas: Canvas, ticket: Ticket) -> None:
    canvas.setFont(_FONT, 16)
    canvas.drawString(12 * mm, A5[1] - 18 * mm, "服务凭证 Service voucher")
    canvas.setFont(_FONT, 11)
    canvas.drawRightString(A5[0] - 12 * mm, A5[1] - 18 * mm, ticket.voucher_number)
    canvas.line(12 * mm, A5[1] - 21 * mm, A5[0] - 12 * mm, A5[1] - 21 * mm)


def _rows(canvas: Canvas, rows: list[tuple[str, str]]) -> None:
    y = A5[1] - 29 * mm
    canvas.setFont(_FONT, 9)
    for label, value in rows:
        canvas.drawString(12 * mm, y, label)
        for line in [value[i : i + _WIDTH] for i in range(0, len(value), _WIDTH)][:3] or [""]:
            canvas.drawString(58 * mm, y, line)
            canvas.line(58 * mm, y - 1.5 * mm, A5[0] - 12 * mm, y - 1.5 * mm)
            y -= _LINE
        y -= 1.5 * mm
