"""Children that never outlive their parent, whichever way it ends."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_CLONE_NEWUSER = 0x10000000
_PLAIN_USER = 1000


def die_with(parent: int, signal_number: signal.Signals) -> None:
    """Have the kernel send `signal_number` to this process when `parent` dies, or end now if it has died."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def before_exec(on_parent_death: signal.Signals, *, plain_user: bool = False) -> Callable[[], None]:
    """A `preexec_fn`: own session, no blocked signals, bound to the life of the calling process.

    With `plain_user` a caller who is root becomes an ordinary user of a user namespace first: PostgreSQL
    refuses to run as root, and the mapped user still owns every file that root owns, also below a folder
    that only root may enter.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        if plain_user and os.geteuid() == 0:
            _leave_root()
        die_with(parent, on_parent_death)

    return prepare


def _leave_root() -> None:
    group = os.getegid()
    if _libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "this system lets root open no user namespace")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_PLAIN_USER} 0 1")
    Path("/proc/self/gid_map").write_text(f"{_PLAIN_USER} {group} 1")


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
