import signal
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from deploy.local.errors import CannotStart
from deploy.local.ports import listen_anywhere, port_of
from deploy.local.stack import Stack, running
from tests.integration.local.stacks import COMMAND, all_ended, eventually, kill, stand_in_stack


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def test_a_signal_stops_everything_and_data_and_passwords_outlive_it(home: Path) -> None:
    with stand_in_stack(home) as stack:
        facts = stack.facts
        assert running(home) == facts
        connection = await asyncpg.connect(facts.databases["dispatch"])
        await connection.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
        await connection.close()
        assert stack.stop(signal.SIGINT) == 0
        assert all_ended(home, facts)
        assert running(home) is None
    with stand_in_stack(home) as stack:
        facts = stack.facts
        connection = await asyncpg.connect(facts.databases["dispatch"])
        assert await connection.fetchval("SELECT id FROM kept") == 7
        await connection.close()
        assert stack.stop(signal.SIGTERM) == 0
        assert all_ended(home, facts)


def test_a_killed_launcher_takes_all_with_it_and_the_next_takes_over(home: Path) -> None:
    with stand_in_stack(home) as stack:
        facts = stack.facts
        kill(facts.launcher)
        assert eventually(lambda: all_ended(home, facts))
        assert running(home) is None
    with stand_in_stack(home) as stack:
        assert stack.facts.launcher != facts.launcher


def test_a_killed_launcher_is_followed_at_once(home: Path) -> None:
    with stand_in_stack(home) as first:
        second = stand_in_stack(home)
        kill(first.facts.launcher)
        first.stop()
        with second:
            assert second.facts.ready


def test_a_second_start_on_the_same_home_is_refused(home: Path) -> None:
    with stand_in_stack(home) as stack:
        again = subprocess.run(
            COMMAND, env={"AFTERCARE_HOME": str(home), "AFTERCARE_PORT": "0"}, capture_output=True, text=True
        )
        assert again.returncode == 1
        whom = f"(process {stack.facts.launcher}, {stack.address})"
        assert again.stderr == (
            f"Error: Aftercare already runs on {home} {whom}: "
            "stop it first, or set AFTERCARE_HOME to another folder.\n"
        )
        assert running(home) == stack.facts


def test_a_taken_port_is_named(home: Path) -> None:
    with (
        listen_anywhere() as other,
        pytest.raises(CannotStart, match=f"^Port {port_of(other)} is taken by another program: set AFTER"),
    ):
        stand_in_stack(home, port=port_of(other)).start()


@pytest.mark.parametrize("port", ["http", "65536", "-1", "", "８０"])
def test_a_port_that_is_none_is_named(home: Path, port: str) -> None:
    refused = subprocess.run(
        COMMAND, env={"AFTERCARE_HOME": str(home), "AFTERCARE_PORT": port}, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert refused.stderr == f"Error: AFTERCARE_PORT must be a number from 0 to 65535, not {port!r}.\n"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            "FAILING_MIGRATION",
            r"^intake-migration failed \(exit code 1\): see .*/intake-migration\.log: RuntimeError: no way",
        ),
        (
            "FAILING_API",
            r"^intake-api dies as soon as it is started: see .*/intake-api\.log: RuntimeError: no way",
        ),
    ],
)
def test_a_child_that_dies_at_start_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, fault: str, sentence: str
) -> None:
    monkeypatch.setenv(fault, "intake")
    with pytest.raises(CannotStart, match=sentence):
        stand_in_stack(home).start()


def test_a_full_disk_is_named(home: Path) -> None:
    home.mkdir()
    mount = f'mount -t tmpfs -o size=20m none {home} && exec "$@"'
    started = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh", *COMMAND],
        env={"AFTERCARE_HOME": str(home), "AFTERCARE_PORT": "0", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        capture_output=True,
        text=True,
    )
    if "unshare" in started.stderr or "mount" in started.stderr:
        pytest.skip(f"no file system of one's own here: {started.stderr}")
    assert started.returncode == 1
    assert started.stderr == (
        f"Error: The disk of {home} has 20 MB left, and Aftercare needs 150 MB to start.\n"
    )


def test_a_deep_home_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    above = tmp_path / "only-mine"
    above.mkdir(mode=0o700)
    home = above / ("long" * 30) / "home"
    with stand_in_stack(home) as stack:
        assert stack.facts.ready
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
    for secret in ("secrets.json", "logs/gateway.log", "postgres/postgresql.conf"):
        assert stat.S_IMODE((home / secret).stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize(
    ("program", "within", "sentence"),
    [
        ("raise SystemExit(7)", 60, r"^The launcher ended with 7 and said nothing\.$"),
        ("import os; os.kill(os.getpid(), 9)", 60, r"^The launcher ended with -9 and said nothing\.$"),
        (
            "print('on my way', flush=True); import time; time.sleep(60)",
            5,
            r"^The launcher wasn't ready within 5 s; it said last: on my way$",
        ),
    ],
)
def test_a_launcher_that_says_nothing_of_its_end_is_told_apart(
    home: Path, program: str, within: float, sentence: str
) -> None:
    log = home / "logs" / "launcher.log"
    log.parent.mkdir(parents=True)
    log.write_text("Aftercare stops\n")
    with pytest.raises(CannotStart, match=sentence):
        Stack(home, command=(sys.executable, "-c", program)).start(within=within)


def test_lost_passwords_are_named(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    with pytest.raises(CannotStart, match=r"secrets\.json is missing"):
        stand_in_stack(home).start()
