"""What a child process does between fork and exec so that it never outlives its parent."""

import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
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
