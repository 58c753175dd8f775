"""Beside the work on site: findings, prices, help, the unit taken away (PO-08, DI-12, DI-18, DI-19)."""

from datetime import datetime
from typing import Any

from libs.common.events import dispatch as events
from libs.common.events.envelope import Event
from libs.common.policy.pack import Pack
from services.dispatch.prices.models import PriceList
from services.dispatch.visits import refusals, rules
from services.dispatch.visits.review import Review


class OnSite(Review):
    __abstract__ = True

    def find(self, *, findings: list[str], text: str) -> list[Event]:
        """An exclusion found: work stops until intake has decided again (PO-08)."""
        self._require_work_under_way()
        self.findings = sorted({*self.findings, *findings})
        return [events.ExclusionFound(**self.about, findings=findings, text=text)]

    def show_prices(self, shown: PriceList | None, *, at: datetime) -> list[Event]:
        """The technician shows the price list, before work; done later, it says so (DI-12)."""
        self.require("arrived")
        if self.prices_shown_at or self.status == "completed":
            raise refusals.StepTaken
        self.prices_shown_at, self.price_list_id = at, shown.id if shown else None
        return [
            events.PricesShown(
                **self.about,
                price_list_id=self.price_list_id,
                price_list_version=shown.edition if shown else None,
                before_work=self.started_at is None or at <= self.started_at,
            )
        ]

    def ask_help(self, *, question: str, due_at: datetime, owner: str, now: datetime) -> list[Event]:
        """A question from the site with an owner and a clock (DI-19)."""
        self._require_work_under_way()
        if self.open_question:
            raise refusals.HelpOpen
        asked = {"question": question, "asked_at": now.isoformat(), "due_at": due_at.isoformat()}
        self.help = [*self.help, {**asked, "owner": owner, "overdue": False, "text": None}]
        return [events.HelpRequested(**self.about, question=question, due_at=due_at, owner=owner)]

    def answer_help(self, *, text: str, by: str, now: datetime) -> list[Event]:
        if not self.open_question:
            raise refusals.NoHelpAsked
        self._change_question(text=text, answered_by=by, answered_at=now.isoformat())
        return [events.HelpAnswered(**self.about, text=text)]

    def help_is_overdue(self, *, due_at: datetime) -> list[Event]:
        question = self.open_question
        if not question or datetime.fromisoformat(question["due_at"]) != due_at:
            return []
        self._change_question(overdue=True)
        return [events.HelpOverdue(**self.about, due_at=due_at, owner=question["owner"])]

    def take_unit(
        self, *, to: str, receipt_no: str, category: str | None, backup: str, pack: Pack, now: datetime
    ) -> list[Event]:
        """With consent to an authorised workshop, against a receipt; data are safe first (DI-18, IN-19)."""
        self._require_work_under_way()
        if self.unit_at:
            raise refusals.UnitAway
        if rules.backup_needed(category, backup, pack):
            raise refusals.BackupNeeded
        self.unit_at, self.unit_receipt_no, self.unit_back_at = to, receipt_no, None
        self.unit_consented_at, self.unit_backup = now, backup
        return [events.UnitTakenIn(**self.about, to=to, receipt_no=receipt_no, backup=backup)]

    def bring_unit_back(self, *, now: datetime) -> list[Event]:
        """Free of charge, also after the visit ended (DI-18)."""
        if not self.unit_at:
            raise refusals.UnitNotTaken
        self.unit_at, self.unit_back_at = None, now
        return [events.UnitBroughtBack(**self.about)]

    @property
    def open_question(self) -> dict[str, Any] | None:
        return self.help[-1] if self.help and self.help[-1]["text"] is None else None

    def _change_question(self, **answer: object) -> None:
        self.help = [*self.help[:-1], {**self.help[-1], **answer}]

    def _require_work_under_way(self) -> None:
        self.require("arrived")
        if self.status == "completed":
            raise refusals.StepTaken
