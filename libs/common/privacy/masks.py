"""What is left of personal data for those who don't need them: the same mask everywhere (IN-12)."""

import re

from libs.common.phones import mask as mask_number
from libs.common.phones import parse_phone

STARS = "****"
_DISTRICT = re.compile(
    r"""^(?P<kept>
        (?:[^\W\d_]{2,7}?(?:省|自治区|特别行政区))?
        (?:[^\W\d_]{1,8}?(?:市(?![场民政中])|自治州|地区|盟))?
        (?:[^\W\d_]{1,8}?(?<![小社园校厂街景矿片])(?:区|县|旗|市(?![场民政中])))?
    )""",
    re.VERBOSE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_GAP = r"[\s.–-]?"
_NUMBER = re.compile(
    rf"""(?<![A-Za-z\d_+-])(?:
        (?:(?:\+|00)86{_GAP})?[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}  # a Chinese mobile
      | (?:(?:\+|00)86{_GAP}0?|\(?0)[1-9]\d{{1,2}}\)?{_GAP}[2-8]\d{{2,3}}{_GAP}\d{{4}}  # a landline
      | \+[1-9]\d{{0,2}}(?:[\s.()-]{{0,2}}\d){{6,12}}  # of any other country
    )(?![A-Za-z\d_-])""",
    re.VERBOSE,
)
_ACCOUNTS = frozenset({"email", "e-mail", "mail", "wechat", "weixin", "qq", "web", "line"})


def name(text: str) -> str:
    """`张*`; of one letter nothing is left."""
    kept = text.strip()
    return f"{kept[0]}*" if len(kept) > 1 else "*"


def phone(text: str) -> str:
    """`138****1234`, however it was typed."""
    try:
        return mask_number(parse_phone(text).e164)
    except ValueError:
        return STARS


def email(text: str) -> str:
    """`z***@example.com`; an account's name is a name."""
    account, at, domain = text.rpartition("@")
    return f"{account[:1]}***@{domain}" if at and len(account) > 1 else "***"


def address(text: str) -> str:
    """Up to the district, by the Chinese way of writing addresses; of any other nothing is left."""
    found = _DISTRICT.match(text.strip())
    kept = found["kept"] if found else ""
    return f"{kept}{STARS}" if kept != text.strip() else STARS


def coordinate(degrees: float) -> float:
    """To about a district: a tenth of a degree is some ten kilometres."""
    return round(degrees, 1)


def reached_at(kind: str, value: str) -> str:
    """A way of reaching somebody: `kind` is `phone`, `email`, `wechat` or whatever was typed."""
    return email(value) if is_account(kind, value) else phone(value)


def is_account(kind: str, value: str) -> bool:
    return "@" in value or kind.casefold() in _ACCOUNTS


def numbers(text: str) -> str:
    """Free text without the telephone numbers in it."""
    return _NUMBER.sub(lambda found: phone(found[0]), text)


def emails(text: str) -> str:
    return _EMAIL.sub(lambda found: email(found[0]), text)
