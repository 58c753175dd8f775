"""The code that leads from the paper to the ticket."""

import pytest

from libs.common.testing.web import settings_for
from services.intake.tickets.paper.code import QUIET, Code
from services.intake.tickets.scanned.links import Links


@pytest.mark.rule("IN-05", "IN-17")
def test_it_leads_to_the_ticket_by_its_number() -> None:
    own = Links("https://care.example", "", "")
    desk = Links("https://care.example", "https://desk.example/#/tickets/{number}", "")

    assert own.ticket("T20261123-000042") == "https://care.example/intake/scanned/T20261123-000042"
    assert desk.ticket("T20261123-000042") == "https://desk.example/#/tickets/T20261123-000042"


def test_who_signs_in_comes_back() -> None:
    links = Links("https://care.example", "", "https://id.example/start?rd={return_to}")

    page = "https%3A%2F%2Fcare.example%2Fintake%2Fscanned%2FT20261123-000042"
    assert links.sign_in("T20261123-000042") == f"https://id.example/start?rd={page}"
    assert Links("https://care.example", "", "").sign_in("T20261123-000042") == ""


@pytest.mark.parametrize("wrong", [{"ticket_page": "https://desk.example"}, {"sign_in_page": "https://id"}])
def test_an_address_that_leads_nowhere_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="needs"):
        settings_for("postgresql://unused", **wrong)


def test_three_corners_find_it_and_white_surrounds_it() -> None:
    code = Code("https://care.example/intake/scanned/T20261123-000042")

    black = {(column + i, row) for column, row, length in code.bars() for i in range(length)}

    last = code.size - QUIET - 1
    assert {(QUIET, QUIET), (last, QUIET), (QUIET, last)} < black
    assert all(QUIET <= place <= last for spot in black for place in spot)
