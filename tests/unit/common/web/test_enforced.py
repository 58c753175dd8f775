"""Every call enforces a row of the role table, and every row is enforced by a call (XC-05)."""

import pytest

from deploy.local.commands.roles import SERVICES, enforced
from libs.common.roles.table import role_table


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize("service", [*SERVICES, "console"])
def test_every_call_names_a_row_or_is_open_on_purpose(service: str) -> None:
    """Building the application fails on a call without one."""
    assert list(enforced(service))


@pytest.mark.rule("XC-05")
@pytest.mark.parametrize("service", [*SERVICES, "console"])
def test_every_row_is_enforced_by_a_call_unless_it_says_that_its_call_is_still_to_come(service: str) -> None:
    named = {action.name for _, action in enforced(service) if action}
    assert {action.name for action in role_table().of(service) if not action.planned} == named
