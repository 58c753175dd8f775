"""The packs that ship with the product, read once a process."""

from functools import cache

from libs.common.policy.library import Packs
from libs.common.policy.loading import load_packs


@cache
def shipped_packs() -> Packs:
    """Asked for by every composition root, so that a bad pack stops the start (PO-01). Raises `PackError`."""
    return load_packs()
