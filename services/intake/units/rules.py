"""Pure decisions about units and benefits."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from libs.common.ids import site_date
from libs.common.policy.benefits import household as normalised
from libs.common.policy.warranty import RepairPeriod

_BOTH_SIDES = 2
_JOINTS = re.compile("[^a-z0-9\u00c0-\uffff]+")


def same_serial(one: str, other: str) -> bool:
    return serial_key(one) == serial_key(other)


def serial_key(serial: str) -> str:
    """One for all spellings: case, width and joints don't count, as for the search (`joined_serial`).

    One of nothing but joints, such as `-`, is itself only.
    """
    return _JOINTS.sub("", normalize("NFKC", serial).lower()) or serial


def household(address: str) -> str:
    """One key for all spellings of an address (PO-16): width, case, spaces and punctuation don't count.

    A digest, as counting needs no address.
    """
    return sha256(normalised(address).encode()).hexdigest()


def says_where(address: str) -> bool:
    """Whether anything but blanks and punctuation is left of it."""
    return bool(normalised(address))


def proves_delivery(record: Mapping[str, Any] | None) -> bool:
    """Whether it is the seller's evidence: photos or video, the test's result, both signatures (PO-15).

    A record in plain words tells of one on paper.
    """
    if not record:
        return False
    seen = record.get("photos") or record.get("video")
    signed = len(record.get("signatures") or ()) >= _BOTH_SIDES
    return bool(record.get("text") or (seen and record.get("test_result") and signed))


def repair_period(began_at: datetime, ended_at: datetime) -> RepairPeriod:
    """From its first to its last day at the site (PO-11)."""
    return RepairPeriod(site_date(began_at), site_date(ended_at))


def under_own_period(entitlement: Mapping[str, Any]) -> bool:
    """Whether a repair was decided under the unit's own period, not only a replaced part's clock (PO-11)."""
    reached = {(rule["rule"], rule["outcome"]) for rule in entitlement["rules"]}
    return entitlement["in_warranty"] and ("PO-02", "in_warranty") in reached
