import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from deploy.local import environment
from deploy.local.child import Child
from deploy.local.cli import main
from deploy.local.logs import bound_logs
from deploy.local.ports import listen_anywhere, port_of


def test_an_old_python_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match=r"^Aftercare needs Python 3\.11 or newer, and .* is 3\."):
        environment.main([])


def test_every_command_explains_itself_and_its_options() -> None:
    assert isinstance(main, click.Group)
    for name in main.list_commands(click.Context(main)):
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, name
        assert shown.output.startswith("Usage:")


def test_an_unknown_command_is_refused() -> None:
    assert CliRunner().invoke(main, ["fly"]).exit_code == 2


def test_a_log_that_has_grown_keeps_its_end(tmp_path: Path) -> None:
    log, other = tmp_path / "api.log", tmp_path / "worker.log"
    log.write_bytes(b"first" + b"." * 5_000_000 + b"last")
    other.write_text("short")
    with log.open("ab") as writer:
        bound_logs(tmp_path)
        writer.write(b"after")
    assert log.read_bytes() == b"after"
    kept = (tmp_path / "api.log.1").read_bytes()
    assert kept.endswith(b".last")
    assert b"first" not in kept
    assert other.read_text() == "short"


def test_a_child_that_dies_at_its_start_waits_longer_but_never_long() -> None:
    child = Child("api", launch=lambda: 1, ready=lambda: False)
    delays = []
    for _ in range(12):
        child.start()
        started = child._started
        child.plan_restart()
        assert child.restart_at is not None
        delays.append(child.restart_at - started)
    assert delays[0] < delays[5]
    assert max(delays) < 2


def test_a_server_port_is_no_outgoing_port() -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    with listen_anywhere() as listener:
        assert port_of(listener) < lowest
