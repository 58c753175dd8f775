"""Boxes that one key opens, words that leave a value, and what leaves an event (IN-12)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events import dispatch, followup, intake
from libs.common.events.contracts import every_kind
from libs.common.privacy import boxes
from libs.common.privacy.blanking import words
from libs.common.privacy.requests import PIECE, joined, pieces
from libs.common.privacy.scrubbing import blanks, blanks_of


class Said(msgspec.Struct, frozen=True):
    by: str
    text: str
    said: tuple["Said", ...] = ()


@given(st.dictionaries(st.text(), st.lists(st.dictionaries(st.text(), st.text()))))
@pytest.mark.rule("IN-12")
def test_a_part_is_opened_by_the_key_that_it_was_sealed_for(tables: dict[str, list[object]]) -> None:
    key, other = boxes.new_private_key(), boxes.new_private_key()
    sealed = pieces(tables, to=boxes.public_key(key))
    assert joined(sealed, private=key) == tables
    with pytest.raises(ValueError, match="another key"):
        joined(sealed, private=other)


def test_a_large_part_travels_in_pieces_that_fit_an_event() -> None:
    key = boxes.new_private_key()
    tables = {"contacts": [{"content": boxes.new_private_key().hex()} for _ in range(8000)]}
    sealed = pieces(tables, to=boxes.public_key(key))
    assert len(sealed) > 1
    assert all(len(piece) < PIECE + 100 for piece in sealed)
    assert joined(sealed, private=key) == tables


def test_words_leave_json_and_structs_wherever_they_stand() -> None:
    blank = words("text")
    assert blank({"text": "甲", "at": 1, "in": [{"text": "乙", "by": "a"}]}) == {
        "text": "",
        "at": 1,
        "in": [{"text": "", "by": "a"}],
    }
    said = (Said("a", "甲", (Said("b", "乙"),)),)
    assert blank(said) == (Said("a", "", (Said("b", ""),)),)
    assert blank(None) is None


@pytest.mark.rule("IN-12")
def test_free_text_and_places_leave_events_and_codes_stay() -> None:
    assert blanks_of(intake.TicketOpened) == {"fault": "", "latitude": None, "longitude": None}
    assert blanks_of(intake.ComplaintVoiced) == {"text": ""}
    assert blanks_of(dispatch.VisitCompleted) == {"cause": "", "resolution": ""}
    assert followup.FollowUpScheduled.type not in blanks()


def test_an_event_without_its_words_can_still_be_read() -> None:
    for kind in every_kind():
        blank = blanks().get(kind.type, {})
        types = {one.encode_name: one.type for one in msgspec.structs.fields(kind)}
        for name, value in blank.items():
            msgspec.convert(value, types[name])
