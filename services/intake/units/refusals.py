"""Why a fact about a unit can't be true."""

from datetime import date

from libs.common.web.problems import FieldError, Invalid
from services.intake.units.models import Unit


class BeforePurchase(Invalid):
    code = "before_purchase"
    zh = "早于该产品的购买日期。"
    en = "That is before the unit was bought."

    def __init__(self, pointer: str) -> None:
        super().__init__(errors=[FieldError(pointer, self.code, self.en)])


class SameSerial(Invalid):
    code = "same_serial"
    zh = "新机身号与原机身号相同。"
    en = "That is the serial number of the faulty piece."

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/new_serial", self.code, self.en)])


def require_after_purchase(unit: Unit, day: date | None, pointer: str) -> None:
    """Raises `BeforePurchase`."""
    if day is not None and unit.purchase_date is not None and day < unit.purchase_date:
        raise BeforePurchase(pointer)
