"""The stories as a stranger would see them, and real requests with everything killed on the way.

One module, so that one process of a run has all of it and starts one platform.
"""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from deploy.local.auditing import broken_chains
from deploy.local.brokers import Foreign
from deploy.local.home import SERVICES
from deploy.local.stack import Stack
from tests.e2e.backups import (
    aftercare,
    backup,
    backup_of_what_stands_still,
    calls_coming_in,
    doubled,
    heard_before_told,
    paused,
    rows_of,
    standing_alone,
)
from tests.e2e.calls.hour import HOUR
from tests.e2e.desk import Desk
from tests.e2e.requests import excavator_orders
from tests.integration.local.stacks import eventually, kill_and_await_return
from tests.servers import CHOSEN

SHARED = Path(__file__).parents[3] / "shared" / "data"


def replay(stack: Stack, file: Path, limit: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "deploy.local",
            "replay",
            str(file),
            "--limit",
            str(limit),
            "--home",
            str(stack.home),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def assert_all_checks_hold(replaying: subprocess.Popen[str]) -> None:
    said, _ = replaying.communicate(timeout=400)
    assert replaying.returncode == 0, said


@pytest.mark.rule("XC-02", "XC-03")
def test_kill_9_of_every_process_in_the_middle_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    replaying = replay(stack, excavator_orders(tmp_path / "orders.csv", 40), 40)

    for name in stack.facts.processes:
        kill_and_await_return(stack, name)

    assert_all_checks_hold(replaying)


@pytest.mark.parametrize("name", ["excavator_work_orders.csv", "nyc311_requests.csv"])
def test_requests_that_nobody_made_for_us(stack: Stack, name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not beside this checkout")

    assert_all_checks_hold(replay(stack, SHARED / name, 25))


@pytest.mark.rule("XC-07")
def test_the_bus_can_be_looked_at(stack: Stack) -> None:
    shown = bus(stack, "status")
    assert shown.returncode == 0, shown.stderr
    for word in ("unsent", "retries", "intake.timeline", "aftercare.dispatch.visits", "lag"):
        assert word in shown.stdout
    for service in SERVICES:
        address = f"http://127.0.0.1:{stack.facts.ports[f'{service}-worker']}"
        assert httpx.get(f"{address}/health/ready", trust_env=False).status_code == 200
        assert "aftercare_consumer_lag_events{" in httpx.get(f"{address}/metrics", trust_env=False).text


def test_a_dead_letter_that_is_not_there_is_told_in_a_sentence(stack: Stack) -> None:
    nobody = "01900000-0000-7000-8000-000000000001"
    refused = bus(stack, "dead-letters", "replay", "intake", "--event", nobody)
    assert (refused.returncode, refused.stderr) == (1, "Error: There is no such dead letter.\n")
    assert bus(stack, "dead-letters", "replay", "intake").returncode == 2
    asked = bus(stack, "dead-letters", "replay", "intake", "--consumer", "intake.tickets")
    assert (asked.returncode, asked.stdout) == (0, "0 letters will be taken up.\n")


def bus(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local", "bus", *words, "--home", str(stack.home)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def demo(stack: Stack, story: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "deploy.local", "demo", "--home", str(stack.home), "--story", story],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.mark.rule("CO-16", "CO-15", "FU-04")
def test_story_1_fridge_stops_cooling(stack: Stack) -> None:
    told = demo(stack, "1")

    for step in ("IN-02", "PO-15", "DI-03", "DI-08", "DI-11", "PO-11", "FU-02", "CO-05", "CO-17", "CO-20"):
        assert f"({step}" in told or f", {step}" in told


@pytest.mark.rule("PO-03", "CO-18", "PO-08")
def test_story_2_out_of_warranty(stack: Stack) -> None:
    told = demo(stack, "2")

    assert "declines: closed without voucher" in told
    assert "three times the fee, 450.00" in told
    assert "closed" in told.splitlines()[-2]


@pytest.mark.rule("IN-12", "XC-03", "XC-06")
def test_a_backup_becomes_the_same_platform_elsewhere(stack: Stack, desk: Desk, tmp_path: Path) -> None:
    if isinstance(CHOSEN, Foreign):
        pytest.skip("a restored platform needs a broker without topics of the time before")
    ticket = desk.ticket(desk.unit(desk.customer()))
    with paused(stack.facts.processes["dispatch-worker"]):
        unheard = desk.ticket(desk.unit(desk.customer()))
        taken, before = backup_of_what_stands_still(stack, tmp_path / "backups")
    home = tmp_path / "home"

    restored = aftercare("restore", str(taken), home=home)

    assert restored.returncode == 0, restored.stderr
    with standing_alone(home) as databases:
        assert rows_of(databases) == before
        assert asyncio.run(broken_chains(databases)) == []
    with Stack(home) as again, httpx.Client(base_url=again.address, timeout=30, trust_env=False) as http:
        there = Desk(http)
        for made in (ticket, unheard):
            [found] = there.find("/tickets", q=made["number"])
            assert found["id"] == made["id"]
        asked = {"by": "dispatcher", "ticket_id": unheard["id"]}
        assert eventually(lambda: len(there.find("/dispatch/v1/jobs", **asked)) == 1)
        assert doubled(before, rows_of(again.facts.databases)) == []
    assert aftercare("restore", str(taken), home=home).stderr.endswith("is empty or not there.\n")


@pytest.mark.rule("IN-12")
def test_who_was_erased_after_the_backup_is_erased_from_it(stack: Stack, desk: Desk, tmp_path: Path) -> None:
    names = ["欧阳修远", "上官婉儿"]
    customers = [desk.customer(name) for name in names]
    for customer in customers:
        ticket = desk.ticket(desk.unit(customer), fault=f"{customer['name']}家的冰箱不制冷")
        desk.post(f"/tickets/{ticket['id']}/cancel", {"reason": f"{customer['name']}来电取消"})
    dispatch = {"dispatch": stack.facts.databases["dispatch"]}
    assert eventually(lambda: all(f"{name}家" in str(rows_of(dispatch)) for name in names))
    backups = tmp_path / "backups"
    for old in ("20260101T000000Z", ".20260102T000000Z", "notes"):
        (backups / old).mkdir(parents=True)
    with calls_coming_in(desk):
        taken = backup(stack, backups)
    assert {folder.name for folder in backups.iterdir()} == {taken.name, "notes"}
    desk.post(f"/customers/{customers[0]['id']}/erase")
    backup(stack, backups)
    desk.post(f"/customers/{customers[1]['id']}/erase")
    newest = tmp_path / "erasures.json"
    newest.write_text(aftercare("erasures", home=stack.home).stdout)

    restored = aftercare("restore", str(taken), "--erasures", str(newest), home=tmp_path / "home")

    assert restored.returncode == 0, restored.stderr
    assert "erased again   2 customers" in restored.stdout
    with standing_alone(tmp_path / "home") as databases:
        held = rows_of(databases)
        assert [(name, table) for table, rows in held.items() for name in names if name in str(rows)] == []
        assert asyncio.run(broken_chains(databases)) == []
    assert heard_before_told(held) == set()
    for customer in customers:
        assert (
            sum(customer["id"] in row and "CustomerErased" in row for row in held["intake.outbox_log"]) == 1
        )
    (taken / "dispatch.dump").write_bytes(b"")
    refused = aftercare("restore", str(taken), home=tmp_path / "other")
    assert (refused.returncode, "dispatch.dump is missing or not as it was" in refused.stderr) == (1, True)
    assert not (tmp_path / "other" / "postgres").exists()


@pytest.mark.rule("IN-01", "IN-02", "IN-03")
@pytest.mark.parametrize("call", HOUR, ids=lambda call: call.__name__)
def test_an_hour_of_calls(desk: Desk, call: Callable[[Desk], None]) -> None:
    call(desk)
