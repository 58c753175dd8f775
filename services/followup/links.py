"""Signed links to a customer's survey (FU-01).

A token is the survey's id and an HMAC over id and nonce, by the service's secret. The table holds the
nonce only: neither the token nor anything it could be made from without the secret.
"""

import base64
import hmac
from dataclasses import dataclass
from uuid import UUID

_ID, _MAC = 16, 32


@dataclass(frozen=True, slots=True)
class Links:
    secret: bytes
    public_url: str

    def link(self, survey_id: UUID, nonce: bytes) -> str:
        return f"{self.public_url.rstrip('/')}/followup/v1/survey/{self.token(survey_id, nonce)}"

    def token(self, survey_id: UUID, nonce: bytes) -> str:
        return base64.urlsafe_b64encode(survey_id.bytes + self._mac(survey_id, nonce)).decode()

    def signed(self, token: str, nonce: bytes) -> bool:
        survey_id = named(token)
        return survey_id is not None and hmac.compare_digest(
            token.encode(), self.token(survey_id, nonce).encode()
        )

    def _mac(self, survey_id: UUID, nonce: bytes) -> bytes:
        return hmac.digest(self.secret, b"survey" + survey_id.bytes + nonce, "sha256")


def named(token: str) -> UUID | None:
    """The survey that a token speaks of, signed or not; None if it isn't even shaped like one."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except ValueError:
        return None
    return UUID(bytes=raw[:_ID]) if len(raw) == _ID + _MAC else None
