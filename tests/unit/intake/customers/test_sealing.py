"""Personal data travel sealed (IN-12)."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from libs.common.ids import new_id
from services.intake.customers.sealing import new_key, seal, unseal

PERSONAL = st.dictionaries(st.text(max_size=20), st.text(max_size=40) | st.none(), max_size=5)


@pytest.mark.rule("IN-12")
@given(PERSONAL)
def test_only_the_customers_own_key_opens_it(personal: dict[str, str | None]) -> None:
    key, customer = new_key(), new_id()
    sealed = seal(personal, key=key, customer_id=customer)
    assert unseal(sealed, key=key, customer_id=customer) == personal
    for other_key, other_customer in ((new_key(), customer), (key, new_id())):
        with pytest.raises(InvalidTag):
            unseal(sealed, key=other_key, customer_id=other_customer)


@pytest.mark.rule("IN-12")
def test_the_same_data_never_look_the_same() -> None:
    key, customer = new_key(), new_id()
    assert len({seal({"name": "王芳"}, key=key, customer_id=customer) for _ in range(50)}) == 50
