"""The code that leads from the paper to the ticket."""

import pytest

from services.intake.tickets.paper.code import QUIET, Code, ticket_link


@pytest.mark.rule("IN-05", "IN-17")
def test_it_leads_to_the_ticket_by_its_number() -> None:
    link = ticket_link("https://care.example/", "T20261123-000042")

    assert link == "https://care.example/intake/v1/tickets?number=T20261123-000042"


def test_three_corners_find_it_and_white_surrounds_it() -> None:
    code = Code("https://care.example/intake/v1/tickets?number=T20261123-000042")

    black = {(column + i, row) for column, row, length in code.bars() for i in range(length)}

    last = code.size - QUIET - 1
    assert {(QUIET, QUIET), (last, QUIET), (QUIET, last)} < black
    assert all(QUIET <= place <= last for spot in black for place in spot)
