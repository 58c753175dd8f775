"""Names, phones and addresses leave intake only sealed with the customer's own key (IN-12)."""

import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal(personal: Mapping[str, Any], *, key: bytes, customer_id: UUID) -> bytes:
    """Nonce and AES-256-GCM ciphertext of the JSON of `personal`, bound to the customer's id."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(personal), customer_id.bytes)


def unseal(sealed: bytes, *, key: bytes, customer_id: UUID) -> dict[str, Any]:
    """Raises `cryptography.exceptions.InvalidTag` for another key, customer or text."""
    text = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], customer_id.bytes)
    return msgspec.json.decode(text, type=dict[str, Any])
