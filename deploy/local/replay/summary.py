"""The table at the end of a replay."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from deploy.local.replay.checks import Check

_SHOWN = 5


def show(console: Console, figures: dict[str, object], checks: Sequence[Check]) -> None:
    table = Table("replay", "", title="重放结果 Replay")
    for name, value in figures.items():
        table.add_row(name, str(value))
    table.add_section()
    for check in checks:
        table.add_row(check.name, "[green]yes" if not check.wrong else f"[red]no: {len(check.wrong)}")
    console.print(table)
    for check in checks:
        for line in check.wrong[:_SHOWN]:
            console.print(f"[red]{check.name}[/]: {line}")
