"""What stands in logs tells nobody who it is (XC-07)."""

import pytest

from libs.common.telemetry import without_personal_data


@pytest.mark.rule("XC-07")
def test_a_failure_that_quotes_somebody_is_logged_without() -> None:
    line = {"error": "ValueError: 138 0013 8000, wf@example.com", "key": "T20260302-000001", "name": "王芳"}
    assert without_personal_data(None, "error", line) == {
        "error": "ValueError: 138****8000, w***@example.com",
        "key": "T20260302-000001",
        "name": "…",
    }
