"""Signed links (FU-01)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.links import Links, named

links = Links(b"a secret of at least 32 bytes long", "http://x/")
nonces = st.binary(min_size=16, max_size=16)


@pytest.mark.rule("FU-01")
@given(id_=st.uuids(), nonce=nonces, other=nonces, text=st.text(max_size=80))
def test_only_its_own_token_opens_a_survey(id_: UUID, nonce: bytes, other: bytes, text: str) -> None:
    token = links.token(id_, nonce)
    assert named(token) == id_
    assert links.signed(token, nonce)
    assert links.signed(token, other) == (nonce == other)
    assert not Links(b"another secret", "").signed(token, nonce)
    assert not links.signed(text, nonce)
    assert links.link(id_, nonce) == f"http://x/followup/v1/survey/{token}"
