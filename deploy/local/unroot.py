"""Two ways for a child of root not to be root, as PostgreSQL demands; neither makes a user."""

import ctypes
import os
import pwd
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWUSER = 0x10000000
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITY_VERSION_3 = 0x20080522


def leave_root(own: Path) -> None:
    """For the child, before exec: become a plain user that may still read root's folders and owns `own`.

    In a user namespace root is only called by another number, so every file stays its own. Where namespaces
    are forbidden, as in Docker by default, it is another user with the one capability to pass through
    folders, and `own` is given to it.
    """
    owner = own.stat().st_uid if own.exists() else 0
    user = owner or _somebody()
    group = os.getegid()
    if owner == 0 and _libc.unshare(_CLONE_NEWUSER) == 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} 0 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        return
    if owner == 0 and own.exists():
        for path in [own, *own.rglob("*")]:
            os.chown(path, user, -1)
    _become(user)


def _somebody() -> int:
    """A user that the system knows by name, which `initdb` insists on."""
    users = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0}
    if not users:
        raise OSError("the system knows no user but root")
    return users.get("nobody", next(iter(users.values())))


def _become(user: int) -> None:
    _check(_libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setgroups([])
    os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    only = 1 << _CAP_DAC_OVERRIDE
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0)
    _check(_libc.capset(header, effective_permitted_inheritable))
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "root can't become a plain user, which PostgreSQL needs")
