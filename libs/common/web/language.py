"""The language of messages, by `Accept-Language`; Chinese unless English is preferred (XC-04)."""

from functools import lru_cache

from libs.common.act import Language


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    weights = {"zh": -1.0, "en": -1.0}
    for part in accept_language[:200].lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        base = tag.split("-")[0].strip()
        if base in weights:
            weights[base] = max(weights[base], _weight(parameter))
    return "en" if weights["en"] > max(weights["zh"], 0) else "zh"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
