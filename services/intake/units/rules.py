"""Pure decisions about units and benefits."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from libs.common.ids import site_date

_NOT_PART_OF_AN_ADDRESS = re.compile(r"[\W_]+")


def household(address: str) -> str:
    """One key for all spellings of an address (PO-16): width, case, spaces and punctuation don't count.

    A digest, as counting needs no address.
    """
    plain = unicodedata.normalize("NFKC", address).casefold()
    return sha256(_NOT_PART_OF_AN_ADDRESS.sub("", plain).encode()).hexdigest()


def days_under_repair(began_at: datetime, ended_at: datetime) -> int:
    """Days that a repair adds to the warranty: from its first to its last day at the site (PO-11)."""
    return max(0, (site_date(ended_at) - site_date(began_at)).days)


def under_own_period(entitlement: Mapping[str, Any], facts: Mapping[str, Any] | None) -> bool:
    """Whether a repair was decided under the unit's own period, not a replaced part's clock (PO-11)."""
    under_component = bool((facts or {}).get("component_replaced_on"))
    return bool(entitlement.get("in_warranty")) and not under_component
