"""What a text is found by: words, parts of model names, and Chinese by each character and each pair.

A column of `grams(text)` with a GIN index answers `column @> asked(query)` however many rows there are.
"""

import re
import unicodedata
from collections.abc import Iterator

_RUN = re.compile(r"([\u3400-\u9fff]+)|([^\W_\u3400-\u9fff]+(?:[-_./+][^\W_\u3400-\u9fff]+)*)")
_PART = re.compile(r"[^\W\d_]+|\d+")
_JOINT = re.compile(r"[-_./+]")


def grams(*texts: str) -> list[str]:
    """Everything that a search may ask for, each once."""
    found: set[str] = set()
    for chinese, word in _runs(*texts):
        if chinese:
            found.update(chinese, _pairs(chinese))
        else:
            found.update((_whole(word), *_JOINT.split(word), *_PART.findall(word)))
    return sorted(found)


def asked(*texts: str) -> list[str]:
    """What a text must have to be found: all pairs of the Chinese, and the words, however they are joined."""
    found: set[str] = set()
    for chinese, word in _runs(*texts):
        found.update(_pairs(chinese) if chinese else [_whole(word)])
    return sorted(found)


def _runs(*texts: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        yield from _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def _pairs(chinese: str) -> list[str]:
    return [chinese[i : i + 2] for i in range(max(1, len(chinese) - 1))]


def _whole(word: str) -> str:
    """`BCD-500`, `BCD 500` and `bcd500` as they are spoken: `bcd500`."""
    return _JOINT.sub("", word)
