"""Java, and the jars of the pinned Apache Kafka: fetched by Maven as it is set up here, each checked."""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.local.errors import CannotStart
from deploy.local.spawn import before_exec

POM = Path(__file__).with_name("pom.xml")
PINNED = Path(__file__).with_name("jars.sha256")
"""What every jar must be; written by `aftercare kafka --pin`, in the form that `sha256sum -c` reads."""
OLDEST_JAVA = 17
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"
_PATIENCE = 900


class Unavailable(CannotStart):
    """There can be no Apache Kafka here, through no fault of this checkout."""


def jars() -> Path:
    """The folder that holds exactly the pinned jars; fetched the first time."""
    cache = _cache()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"kafka-{_digest(PINNED)[:16]}"
    with (cache / "kafka.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            fetch(unfinished)
            _check(unfinished)
            unfinished.rename(folder)
    _check(folder)
    return folder


def fetch(folder: Path) -> None:
    """Have Maven copy the jars of the pom and all they need into `folder`."""
    java()
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable(
            "Apache Kafka comes from Maven Central, and there is no Maven (mvn) here to get it."
        )
    goal = [_COPY, "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    said = _said_by([maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", str(POM), *goal])
    if said is not None:
        raise Unavailable(f"Apache Kafka can't be got from Maven Central: {said}")


def pins(folder: Path) -> str:
    return "".join(f"{_digest(jar)}  {jar.name}\n" for jar in sorted(folder.glob("*.jar")))


def java() -> str:
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if found is None:
        raise Unavailable(f"Apache Kafka needs Java {OLDEST_JAVA} or newer, and there is none here.")
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        here = told.partition("\n")[0] or "broken"
        raise Unavailable(f"Apache Kafka needs Java {OLDEST_JAVA} or newer, and {found} is {here}.")
    return found


def _check(folder: Path) -> None:
    wanted, there = PINNED.read_text().splitlines(), pins(folder).splitlines()
    if different := sorted(set(wanted) ^ set(there)):
        name = different[0].split()[1]
        raise CannotStart(
            f"{name} in {folder} is not as {PINNED.name} has it: remove the folder to try again."
        )


def _said_by(command: list[str]) -> str | None:
    """Maven's first error, if it failed."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            preexec_fn=before_exec(signal.SIGKILL),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {_PATIENCE} s"
    errors = [line for line in done.stdout.splitlines() if "[ERROR]" in line]
    first = (
        errors[0].partition("[ERROR]")[2].removesuffix("-> [Help 1]").strip()
        if errors
        else f"exit code {done.returncode}"
    )
    return None if done.returncode == 0 else first


def _cache() -> Path:
    if own := os.environ.get("AFTERCARE_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aftercare"


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
