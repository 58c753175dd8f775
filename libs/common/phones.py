"""Phone numbers as they are spoken and written, compared in E.164 (IN-11, api.md)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat

DEFAULT_REGION: Final = "CN"
MAX_LENGTH: Final = 60

_EXTENSION_WORD: Final = re.compile(r"\s*(?:转|轉|分机|分機|内线|內線)\s*[:\uff1a]?\s*(?=\d{1,7}\s*$)")
_EXTENSION: Final = re.compile(r"\s*(?:;\s*ext=|ext(?:n|ension)?|x)[\s.:]*\d{1,7}\s*$", re.IGNORECASE)
_LETTER_IN_IT: Final = re.compile(r"\d.*?[A-Za-z\uff21-\uff3a\uff41-\uff5a]", re.DOTALL)
_EXTENSION_TAIL: Final = re.compile(r"\s*[-\u2013\u2014*/]\s*(\d{1,6})\s*$")
_URI: Final = re.compile(r"\s*<?\s*(?:sips?|tel):([^@;>]*)", re.IGNORECASE)
_WITHHELD: Final = frozenset(
    {
        *("", "anonymous", "blocked", "hidden", "no number", "private", "restricted", "unavailable"),
        *(
            "unknown",
            "withheld",
            "未知",
            "未知号码",
            "匿名",
            "无号码",
            "无主叫",
            "保密",
            "隐藏号码",
            "私人号码",
        ),
        "+266696687",
    }
)
"""What exchanges send instead of a number that the caller keeps back; the digits spell ANONYMOUS."""


@dataclass(frozen=True, slots=True)
class Phone:
    e164: str
    """`+862162341234`, what is stored and searched."""
    extension: str | None = None

    def __str__(self) -> str:
        return f"{self.e164};ext={self.extension}" if self.extension else self.e164


def parse_phone(text: str) -> Phone:
    """A number of any country, +86 unless it says so; `ValueError` with a sentence for the reader."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a phone number has at most {MAX_LENGTH} characters")
    if mobile := _mobile().fullmatch(text):
        return Phone(f"+86{mobile[1]}")
    spoken = _EXTENSION_WORD.sub(" ext. ", _user_of(unicodedata.normalize("NFKC", text)))
    if _LETTER_IN_IT.search(_EXTENSION.sub("", spoken)):
        raise ValueError("a phone number has no letters")
    number = _parse(spoken)
    if not phonenumbers.is_valid_number(number):
        number = _likelier(number, _parse(_EXTENSION_TAIL.sub(r" ext. \1", spoken)))
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), number.extension or None)


def is_withheld(text: str) -> bool:
    """Whether an exchange says so instead of telling a number."""
    return " ".join(_user_of(text).casefold().split()) in _WITHHELD


def same_phone(one: str, other: str) -> bool:
    """Whether two texts name one line; an extension counts only where both have one."""
    first, second = parse_phone(one), parse_phone(other)
    both = first.extension and second.extension
    return first.e164 == second.e164 and (not both or first.extension == second.extension)


def mask(e164: str) -> str:
    """`138****8000`, `+1 650****0000`: three digits, then the last four; fewer of a short number (IN-12)."""
    code, digits = _split(e164)
    head, tail = (3, 4) if len(digits) > 8 else (0, 2) if len(digits) > 4 else (0, 0)
    return f"{code}{digits[:head]}****{digits[len(digits) - tail :]}"


@lru_cache(maxsize=1)
def _mobile() -> re.Pattern[str]:
    """A Chinese mobile number in plain digits, which is what it looks like; a file has thousands of them."""
    plan: Any = PhoneMetadata.metadata_for_region(DEFAULT_REGION)
    return re.compile(rf"(?:\+86)?({plan.mobile.national_number_pattern})", re.ASCII)


def _user_of(text: str) -> str:
    """Of a `sip:` or `tel:` address, as telephone systems tell who calls, the number."""
    uri = _URI.match(text)
    return uri[1] if uri else text


def _likelier(whole: PhoneNumber, extended: PhoneNumber) -> PhoneNumber:
    """What the numbering plan has, else what has as many digits as a number may have."""
    if phonenumbers.is_valid_number(extended):
        return extended
    for number in (whole, extended):
        if phonenumbers.is_possible_number(number):
            return number
    raise ValueError("no phone number has this many digits")


def _parse(text: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, DEFAULT_REGION)
    except NumberParseException as error:
        raise ValueError("this is not a phone number") from error


def _split(e164: str) -> tuple[str, str]:
    """The code of a foreign country with a space, and the digits after it."""
    national = e164.partition(";")[0].removeprefix("+86")
    if not national.startswith("+"):
        return "", national
    try:
        number = _parse(national)
    except ValueError:
        return "", ""
    return f"+{number.country_code} ", str(number.national_number)
