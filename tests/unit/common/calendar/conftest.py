"""Says of the long run how many cases each property was held to."""

from collections import Counter

import pytest

from .cases import EXAMPLES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not EXAMPLES:
        return
    held: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        property_, _, _ = report.nodeid.rpartition("::")[2].partition("[")
        held[property_] += sum(count for name, count in report.user_properties if name == "cases")
    terminalreporter.section("random cases that hold")
    for name, count in (+held).most_common():
        terminalreporter.line(f"{count:>9,}  {name}")
