"""`python3 deploy/local/environment.py [--dev]` makes `.venv` from the lock; done before, it ends at once.

It runs on any Python 3 without a package, so that an old one gets a sentence instead of a syntax error.
"""

import fcntl
import hashlib
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(arguments: "list[str]") -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Aftercare needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    locks = ["requirements.txt", "requirements-dev.txt"] if "--dev" in arguments else ["requirements.txt"]
    with (ROOT / "pyproject.toml").open() as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        if not all(_stamp(lock).exists() for lock in locks):
            _make(locks)


def _make(locks: "list[str]") -> None:
    print("Installing packages into .venv, once; this takes a minute or two ...", flush=True)
    began = time.monotonic()
    if not _usable():
        _do("make the environment", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    _do("install the packages", [*pip, "--require-hashes", "-r", str(ROOT / locks[-1])])
    _do("install itself", [*pip, "--no-index", "--no-build-isolation", "--editable", str(ROOT)])
    for old in VENV.glob("made-from-*"):
        old.unlink()
    for lock in locks:
        _stamp(lock).touch()
    print(f"Packages installed in {time.monotonic() - began:.0f} s.", flush=True)


def _stamp(lock: str) -> Path:
    """A file whose name changes with whatever the environment was made from."""
    made_from = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")]
    made_from += [sys.version.encode(), str(ROOT).encode()]
    return VENV / f"made-from-{lock}-{hashlib.sha256(b'|'.join(made_from)).hexdigest()[:16]}"


def _usable() -> bool:
    """Whether the environment's Python is there, has pip and is the same version as this one."""
    probe = "import pip, sys; print(sys.version)"
    try:
        found = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, text=True)
    except OSError:
        return False
    return found.stdout.strip() == sys.version


def _do(what: str, command: "list[str]") -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        errors = [line for line in said if "error" in line.lower() or "not available" in line] or said
        sys.exit(f"Aftercare can't {what}: {errors[-1] if errors else 'exit ' + str(done.returncode)}")


if __name__ == "__main__":
    main(sys.argv[1:])
