"""What the one who asks sees of personal data: field types that are masked when an answer is written (IN-12).

Every answer's field that can hold them has one of these types; who sees what is `libs.common.roles.personal`.
The edge says who asks; where nobody does, everything is masked. Inside the service values are whole.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any

from pydantic import PlainSerializer

from libs.common.act import Actor
from libs.common.privacy import masks
from libs.common.roles.personal import Kind, kinds_seen

_seen: ContextVar[frozenset[Kind]] = ContextVar("kinds_seen", default=frozenset())


def show_to(actor: Actor) -> None:
    """From now on answers are written for `actor`."""
    _seen.set(kinds_seen(actor.roles))


def sees(kind: Kind) -> bool:
    return kind in _seen.get()


def shown_name(text: str) -> str:
    return text if sees("name") or not text else masks.name(text)


def shown_phone(text: str) -> str:
    return text if sees("phone") else masks.phone(text)


def shown_address(text: str) -> str:
    return text if sees("address") or not text else masks.address(text)


def shown_reach(kind: str, value: str) -> str:
    """A number, or another way of reaching somebody."""
    seen = sees("email" if masks.is_account(kind, value) else "phone")
    return value if seen else masks.reached_at(kind, value)


def shown_text(text: str) -> str:
    """Free text; what was written into it of numbers and e-mail addresses is masked."""
    text = text if sees("phone") else masks.numbers(text)
    return text if sees("email") else masks.emails(text)


def shown_place(degrees: float) -> float:
    return degrees if sees("address") else masks.coordinate(degrees)


def shown_document(document: Any, key: str = "", *, kind: str = "") -> Any:
    """JSON whose members' names say what they hold, e.g. a complaint's customer."""
    if isinstance(document, dict):
        kind = str(document.get("type", ""))
        return {
            name: shown_document(value, _meaning(name, key), kind=kind) for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [shown_document(value, key, kind=kind) for value in document]
    if isinstance(document, float) and key in ("lat", "lon"):
        return shown_place(document)
    if not isinstance(document, str):
        return document
    if key == "reach":
        return shown_reach(kind, document)
    return _BY_MEANING.get(key, shown_text)(document)


_MEANINGS = {
    "name": "name",
    "contact_person": "name",
    "caller": "name",
    "signature": "name",
    "signatures": "name",
    "phone": "reach",
    "number": "reach",
    "value": "reach",
    "email": "reach",
    "address": "address",
    "addresses": "address",
    "lat": "lat",
    "lon": "lon",
}
_BY_MEANING: dict[str, Callable[[str], str]] = {"name": shown_name, "address": shown_address}


def _meaning(name: str, outer: str) -> str:
    if outer == "address" and name == "text":
        return "address"
    return _MEANINGS.get(name, "")


def _masking(mask: Callable[[Any], Any]) -> PlainSerializer:
    return PlainSerializer(lambda value: None if value is None else mask(value), when_used="json")


PersonName = Annotated[str, _masking(shown_name)]
PhoneNumber = Annotated[str, _masking(shown_phone)]
Reach = Annotated[str, _masking(lambda value: shown_reach("", value))]
"""A number, an e-mail address or an account."""
AddressText = Annotated[str, _masking(shown_address)]
Degrees = Annotated[float, _masking(shown_place)]
FreeText = Annotated[str, _masking(shown_text)]
Document = Annotated[dict[str, Any], _masking(shown_document)]
Consent = Annotated[
    dict[str, Any],
    _masking(lambda given: given | {"by": shown_name(given["by"])} if given.get("by") else given),
]
"""`{given, by, how}`: a customer's yes or no."""
