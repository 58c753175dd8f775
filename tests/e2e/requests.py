"""Requests made for tests, in the form of the files that `aftercare replay` reads."""

from pathlib import Path

WORDS = ("BUCKET WON'T OPEN", "L/H BUCKET CYL LEAKING.", "REPAIR ENGINE OIL LEAK", "AIR CON NOT WORKING")


def excavator_orders(file: Path, count: int) -> Path:
    """`count` orders of five excavators, one every nine hours."""
    lines = ["BscStartDate,Asset,OriginalShorttext,PMType,Cost"]
    for number in range(count):
        day = 1 + number * 9 // 24
        lines.append(f"2004-07-{day:02d},{'ABCDE'[number % 5]},{WORDS[number % 4]},PM01,0")
    file.write_text("\n".join(lines), encoding="utf-8")
    return file
