"""Which encoding a text is in, by its first part (IN-14)."""

import codecs
import unicodedata
from collections.abc import Callable, Iterable

from services.intake.imports.refusals import NotText, UnknownEncoding

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins as that of UTF-16
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHINESE = ("gb18030", "big5hkscs")
_CONTROLS = frozenset(range(32)) - set(b"\t\r\n\v\f\x1a\x1b")
_FEW = 8
"""So many may be slips of somebody's program; more than that, and than one in a hundred, are no text."""

Recognised = Callable[[str], int]
"""How many words of a first line are names of columns."""


def encoding_of(sample: bytes, recognised: Recognised, *, whole: bool) -> str:
    """A Python codec's name. `whole`: the sample is all there is, so it may not end within a character.

    Raises `UnknownEncoding`, `NotText`.
    """
    marked = next((codec for mark, codec in _MARKS.items() if sample.startswith(mark)), None)
    if codec := marked or _utf_16(sample, recognised):
        return _readable(sample, codec, whole=whole)
    if _too_many((sample.count(code) for code in _CONTROLS), of=len(sample)):
        raise NotText
    if decoded(sample, "utf-8", whole=whole) is not None:
        return "utf-8"
    texts = {codec: decoded(sample, codec, whole=whole) for codec in _CHINESE}
    likely = {codec: _likeness(text, recognised) for codec, text in texts.items() if text is not None}
    if not likely:
        raise UnknownEncoding(row=1)
    return max(likely, key=likely.__getitem__)


def decoded(sample: bytes, codec: str, *, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample, final=whole)
    except UnicodeDecodeError:
        return None


def _readable(sample: bytes, codec: str, *, whole: bool) -> str:
    text = decoded(sample, codec, whole=whole)
    if text is None:
        raise UnknownEncoding(row=1)
    if _too_many((text.count(chr(code)) for code in _CONTROLS), of=len(text)):
        raise NotText
    return codec


def _too_many(controls: Iterable[int], *, of: int) -> bool:
    return sum(controls) > max(_FEW, of // 100)


def _utf_16(sample: bytes, recognised: Recognised) -> str | None:
    """Without a mark: one way of reading it gives names of columns."""
    head = sample[:2_000]
    if b"\0" not in head:
        return None
    for codec in ("utf-16-le", "utf-16-be"):
        text = decoded(head, codec, whole=False)
        if text and recognised(text.splitlines()[0]):
            return codec
    return None


def _likeness(text: str, recognised: Recognised) -> tuple[int, float]:
    """Known names of columns first, then how much of the Chinese is everyday Chinese."""
    foreign = [character for character in text[:20_000] if not character.isascii()]
    everyday = sum(map(_is_everyday, foreign))
    return recognised(text.partition("\n")[0]), everyday / max(1, len(foreign))


def _is_everyday(character: str) -> bool:
    """In the first level of GB 2312 or of Big5, or plain punctuation."""
    if unicodedata.category(character)[0] in "PZ":
        return True
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= character.encode(codec)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False
