"""Business time, read by the edges only and passed inwards as `now`; machine time is never moved (XC-08)."""

import mmap
import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

_MICROSECONDS = struct.Struct("<q")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present business time, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SharedClock:
    """System time plus an offset kept in a small file that every process of one machine maps into memory.

    Moving it is one 8-byte store, so all processes have the new time before `advance` returns, dead ones
    have it before they serve again, and a reader needs no system call for it.
    """

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < _MICROSECONDS.size:
                os.ftruncate(handle, _MICROSECONDS.size)
            self._map = mmap.mmap(handle, _MICROSECONDS.size)
        finally:
            os.close(handle)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset()

    def advance(self, by: timedelta) -> datetime:
        """Move business time forward. Raises `ValueError` for a step back."""
        if by < timedelta(0):
            raise ValueError("the clock moves forward only")
        offset = self._offset() + by
        _MICROSECONDS.pack_into(self._map, 0, offset // timedelta(microseconds=1))
        self._map.flush()
        return self.now()

    def move_to(self, moment: datetime) -> datetime:
        return self.advance(moment - self.now())

    def _offset(self) -> timedelta:
        return timedelta(microseconds=_MICROSECONDS.unpack_from(self._map)[0])


def open_clock(path: Path | None) -> Clock:
    return SharedClock(path) if path else SystemClock()
