"""`make bench-intake`: the parts that PARTS names, or all; the last line is one JSON object."""

import asyncio
import json
import os
from importlib import import_module

PARTS = ("opening", "search", "imports")
"""Modules beside this one, each with a function of its name that returns its figures."""


async def main() -> None:
    wanted = os.environ.get("PARTS", ",".join(PARTS)).split(",")
    figures = {}
    for part in wanted:
        print(f"— {part}", flush=True)
        figures[part] = await getattr(import_module(f"tests.bench.intake.{part}"), part)()
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
