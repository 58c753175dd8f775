"""A file that is still coming in, as a file for a reader in a thread."""

import asyncio
import io
from collections.abc import AsyncIterator
from hashlib import sha256

from services.intake.imports.refusals import Stalled


class Pulled(io.RawIOBase):
    """Reads the next piece from the event loop's iterator when the reader asks for more, and not before."""

    def __init__(
        self, pieces: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop, *, patience: float
    ) -> None:
        """`patience`: seconds to wait for a piece. Reading raises what `pieces` raises, or `Stalled`."""
        self._pieces = pieces
        self._loop = loop
        self._patience = patience
        self._piece = memoryview(b"")
        self._ended = False
        self._sha = sha256()
        self.size = 0

    @property
    def digest(self) -> bytes:
        """Of what was read so far."""
        return self._sha.digest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        while not self._piece and not self._ended:
            self._piece = memoryview(self._next())
        taken = min(len(buffer), len(self._piece))
        buffer[:taken] = self._piece[:taken]
        self._piece = self._piece[taken:]
        self.size += taken
        return taken

    def _next(self) -> bytes:
        piece = asyncio.run_coroutine_threadsafe(anext_or_none(self._pieces), self._loop)
        try:
            found = piece.result(self._patience)
        except TimeoutError:
            piece.cancel()
            raise Stalled(seconds=self._patience) from None
        if found is None:
            self._ended = True
        self._sha.update(found or b"")
        return found or b""


async def anext_or_none(pieces: AsyncIterator[bytes]) -> bytes | None:
    return await anext(pieces, None)
