"""A box that who has the public key fills and only its maker opens: what travels on the bus is ciphertext.

X25519 with a key of the filler that is used once, HKDF-SHA256, AES-256-GCM. Throw the private key away, and
whatever still lies in logs and topics is noise.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY = 32
_NONCE = bytes(12)
"""Each key seals one content only."""


def new_private_key() -> bytes:
    return X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(content: bytes, *, to: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(to))
    return mine + _cipher(shared, mine, to).encrypt(_NONCE, content, None)


def unseal(sealed: bytes, *, private: bytes) -> bytes:
    """Raises `ValueError` for another key or content."""
    theirs = sealed[:_KEY]
    shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(theirs))
    try:
        return _cipher(shared, theirs, public_key(private)).decrypt(_NONCE, sealed[_KEY:], None)
    except InvalidTag as error:
        raise ValueError("sealed to another key") from error


def _cipher(shared: bytes, filler: bytes, opener: bytes) -> AESGCM:
    info = b"aftercare export" + filler + opener
    return AESGCM(HKDF(SHA256(), length=_KEY, salt=None, info=info).derive(shared))
