"""`aftercare demo`: the stories, told line by line from what the services answer."""

from pathlib import Path

import click
import httpx
from rich.console import Console

from deploy.local.demo import fridge, refusal
from deploy.local.demo.people import Differs
from deploy.local.demo.telling import Telling
from deploy.local.reach import home_option, reach

STORIES = {"1": fridge.tell, "2": refusal.tell}


@click.command()
@home_option
@click.option(
    "--story", type=click.Choice(sorted(STORIES)), multiple=True, help="Only this one; may be repeated."
)
def command(home: Path, story: tuple[str, ...]) -> None:
    """Run the stories on the stack of this home, or on one of their own, and tell what happened.

    Every line is taken from an answer, with its id and the rules at work; the data stay to be looked at.
    Exits with 1 at the first step that differs.
    """
    console = Console(soft_wrap=True, highlight=False)
    with reach(home) as facts, httpx.Client(base_url=facts.address, timeout=30) as http:
        telling = Telling(http, console)
        try:
            for name in story or sorted(STORIES):
                STORIES[name](telling)
        except Differs as difference:
            console.print(f"[red]differs:[/] {difference}", markup=True)
            raise SystemExit(1) from None
    console.rule("[green]both as they should be" if not story else "[green]as it should be")
