"""`aftercare kafka`, by itself: what `make kafka` and `.ci/run` call."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local.brokers.jars import PINNED
from tests.integration.local.stacks import is_alive
from tests.servers import only_on_kafka

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "deploy.local", "kafka"]
Tool = Callable[[str, str], None]


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """Puts a program of that name on the otherwise empty PATH: a few lines of shell."""
    (tmp_path / "bin").mkdir()

    def put(name: str, lines: str) -> None:
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)

    return put


def get(folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": str(folder / "bin"), "AFTERCARE_CACHE": str(folder / "cache")}
    without_java = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    return subprocess.run(
        [*COMMAND, "--get"],
        cwd=ROOT,
        env=without_java | settings,
        capture_output=True,
        text=True,
        check=False,
    )


JAVA_17 = "echo 'openjdk version \"17.0.1\"' >&2"


@pytest.mark.parametrize(
    ("tools", "sentence"),
    [
        ({}, "Apache Kafka needs Java 17 or newer, and there is none here."),
        ({"java": "echo 'openjdk version \"11.0.2\"' >&2"}, '/java is openjdk version "11.0.2".'),
        (
            {"java": JAVA_17},
            "Apache Kafka comes from Maven Central, and there is no Maven (mvn) here to get it.",
        ),
        ({"java": JAVA_17, "mvn": "echo '[ERROR] Unknown host'; exit 1"}, "Maven Central: Unknown host"),
    ],
    ids=["no java", "old java", "no maven", "maven can't reach it"],
)
def test_where_it_can_not_be_had_one_sentence_says_why_and_nothing_is_wrong(
    tmp_path: Path, tool: Tool, tools: dict[str, str], sentence: str
) -> None:
    for name, lines in tools.items():
        tool(name, lines)
    done = get(tmp_path)
    assert done.returncode == 75
    assert done.stderr.strip().endswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_jar_that_is_not_the_pinned_one_is_not_used(tmp_path: Path, tool: Tool) -> None:
    names = " ".join(line.split()[1] for line in PINNED.read_text().splitlines())
    tool("java", JAVA_17)
    last = "for out; do :; done; out=${out#*=}"
    tool("mvn", f"PATH=/bin:/usr/bin; {last}; mkdir -p $out; cd $out; touch {names}")
    done = get(tmp_path)
    assert done.returncode == 1
    assert "is not as jars.sha256 has it" in done.stderr
    assert not list((tmp_path / "cache").glob("kafka-????????????????"))


@only_on_kafka
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_until_it_is_asked_to_stop_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    running = subprocess.Popen(
        [*COMMAND, "--port", "0"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout
    said = ""
    while "Ctrl-C" not in said:
        said += running.stdout.readline()
    broker = child_of(running.pid)
    running.send_signal(number)
    running.communicate(timeout=30)
    assert running.returncode == 0
    assert "KAFKA_BOOTSTRAP=127.0.0.1:" in said
    assert not is_alive(broker)
    assert list(tmp_path.iterdir()) == []


def child_of(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text())
