"""Children that never outlive their parent, whichever way it ends."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from deploy.local.unroot import leave_root

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15


def die_with(parent: int, signal_number: signal.Signals) -> None:
    """Have the kernel send `signal_number` to this process when `parent` dies, or end now if it has died."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def before_exec(on_parent_death: signal.Signals, *, as_owner_of: Path | None = None) -> Callable[[], None]:
    """A `preexec_fn`: own session, no blocked signals, bound to the life of the calling process.

    With `as_owner_of` a caller who is root becomes a plain user first, to whom this folder belongs.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if as_owner_of and os.geteuid() == 0:
            leave_root(as_owner_of)
        die_with(parent, on_parent_death)

    return prepare


def fork(name: str, body: Callable[[], None], *, log: Path | None) -> int:
    """Run `body` in a copy of this process, which SIGKILL ends with its parent; returns its id.

    The parent must be single-threaded. What the child prints goes to `log`, or to the terminal.
    """
    parent = os.getpid()
    if process := os.fork():
        return process
    code = 1
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        die_with(parent, signal.SIGKILL)
        _libc.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)
        if log:
            _write_to(log)
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        body()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _write_to(log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
