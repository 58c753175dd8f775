"""How events are told on the timeline (IN-11)."""

import re
from pathlib import Path

import pytest

from libs.common.events import complaints
from libs.common.events.envelope import TYPES, Event
from services.intake.timeline import words
from services.intake.timeline.rules import kinds


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.type)
def test_every_event_of_a_customer_has_words_in_both_languages(kind: type[Event]) -> None:
    sentences = words.words()["events"][kind.__name__]
    assert set(sentences) == {"zh", "en"}
    assert all(isinstance(sentence, str) and sentence for sentence in sentences.values())


@pytest.mark.rule("IN-11")
def test_no_event_that_names_a_customers_thing_is_left_out() -> None:
    """Of what concerns a customer only penalties are told elsewhere: they are staff's."""
    naming = {"customer_id", "ticket_id", "unit_id", "case_id", "about_id"}
    left_out = {kind for kind in TYPES.values() if naming & set(kind.__struct_fields__)} - set(kinds())
    assert {kind.topic for kind in left_out} == {complaints.PENALTIES}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.type)
def test_free_text_is_never_told(kind: type[Event]) -> None:
    free = {"text", "reason", "fault", "content", "question", "cause", "resolution", "sealed", "action"}
    assert not free & set(words.fields_told(kind))


def test_a_summary_shows_values_in_the_readers_words() -> None:
    details = {"number": "T20260302-000001", "kind": "repair", "service_type": "C"}
    assert words.summary("TicketOpened", details, "zh") == "登记服务单 T20260302-000001（维修，C 类）"
    assert words.summary("TicketOpened", details, "en") == "Ticket T20260302-000001 opened (repair, type C)"


def test_what_an_older_event_lacks_is_a_dash() -> None:
    assert words.summary("TicketClosed", {"outcome": None}, "en") == "Ticket — closed: —"


def test_a_list_and_a_yes_are_told() -> None:
    assert words.summary("DissatisfactionReported", {"poor": ["arrival"]}, "zh") == "客户不满意：到达时间"
    assert words.summary("ConsentRecorded", {"given": True}, "zh") == "客户对报价的答复：是"


@pytest.mark.rule("XC-08")
def test_times_are_told_in_the_sites_zone() -> None:
    completed = {"completed_at": "2026-11-23T16:51:38.277269Z"}
    assert words.summary("VisitCompleted", completed, "zh") == "服务完成（2026-11-24 00:51）"
    assert words.summary("VisitCompleted", completed, "en") == "Work completed (2026-11-24 00:51)"


def test_findings_and_missing_fields_are_told_in_words() -> None:
    assert words.summary("ExclusionFound", {"findings": ["liquid"]}, "zh") == "现场发现不保项目：进液"
    missing = {"missing": ["customer_opinion", "tests"]}
    assert words.summary("ReportReturned", missing, "zh") == "服务报告退回，缺少：客户意见、测试"


def test_an_event_without_words_is_told_by_its_name() -> None:
    assert words.summary("SomethingNew", {}, "zh") == "Something New"


def test_no_event_is_told_twice() -> None:
    """YAML itself would take the last of two silently."""
    text = Path(words.__file__).with_name("words.yaml").read_text(encoding="utf-8")
    events = re.findall(r"^  ([A-Z]\w+):", text, re.MULTILINE)
    assert len(events) == len(set(events)) == len(words.words()["events"])
