"""What a row's serial number names, however it is written (IN-05, IN-14)."""

from typing import Generic, TypeVar

from services.intake.units.rules import serial_key

Thing = TypeVar("Thing")


class BySerial(Generic[Thing]):
    """Of several the one that is written so, then the one kept last."""

    def __init__(self) -> None:
        self._spelled: dict[str, Thing] = {}
        self._alike: dict[str, Thing] = {}

    def keep(self, serial: str, thing: Thing) -> None:
        self._spelled[serial] = self._alike[serial_key(serial)] = thing

    def find(self, serial: str) -> Thing | None:
        return self._spelled.get(serial) or self._alike.get(serial_key(serial))
