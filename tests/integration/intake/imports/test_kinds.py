"""Customers, units, contracts and old tickets come in from files (IN-14)."""

import pytest

from libs.common.events import intake as events
from tests.integration.intake.house import Intake
from tests.integration.intake.imports.files import imported

CUSTOMERS = """姓名,手机号,地址,等级,会员
王芳,138 0013 8000,上海市南京东路 1 号,重点,是
李强,021-62341234 转 12,北京市长安街 2 号,,否
"""


@pytest.mark.rule("IN-14")
async def test_customers_come_in_like_any_others(intake: Intake) -> None:
    done = await imported(intake, "customers", CUSTOMERS)

    assert (done["status"], done["rows"], done["imported"], done["invalid"]) == ("done", 2, 2, 0)
    assert done["progress"] == 1
    found = (await intake.get("/customers?phone=13800138000"))["items"]
    assert [(one["tier"], one["member"]) for one in found] == [("key", True)]
    assert len(await intake.told(events.CustomerRegistered)) == 2
