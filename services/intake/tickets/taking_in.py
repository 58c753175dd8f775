"""A unit that is sent in or handed over at the desk (IN-19)."""

from datetime import date

from libs.common.web.problems import FieldError, Invalid
from services.intake.tickets import deciding, rules
from services.intake.tickets.models import Ticket


class BackupNeeded(Invalid):
    code = "backup_needed"
    zh = "此类产品存有数据：收件前须确认已备份，或客户放弃备份。"
    en = "The unit bears data: before it is taken in, confirm its backup or the customer's waiver."

    def __init__(self) -> None:
        super().__init__(
            errors=[FieldError("/backup", self.code, "`done` or `waived`; `not_needed` where it bears none")]
        )


def refuse_without_backup(ticket: Ticket, *, today: date) -> None:
    """Raises `BackupNeeded`."""
    pack = deciding.pack_of(ticket, today)
    if rules.backup_missing(
        sent_in=ticket.sent_in, category=ticket.category, backup=ticket.backup, pack=pack
    ):
        raise BackupNeeded()
