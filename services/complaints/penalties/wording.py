"""What a person reads in evidence and notices, in zh and en; times in the site's zone (XC-08)."""

from collections.abc import Sequence
from datetime import datetime

from libs.common.ids import SITE_ZONE
from libs.common.money import Money

_ZH = {
    # a report's fields (DI-11)
    "cause": "故障原因",
    "resolution": "解决办法",
    "parts": "更换零件",
    "customer_opinion": "客户意见",
    "tests": "测试",
    "hazards": "隐患提示",
    "signature": "签名",
    "other_damage": "其他损坏责任",
    "cautions": "使用注意事项",
    "other_work": "其他产品服务",
    # how somebody could not be reached (DI-17)
    "switched_off": "关机",
    "refused": "拒接",
    # causes of conduct (CO-03)
    "quarrel": "争吵",
    "asking_favours": "索要财物或提出无理要求",
    "not_in_time": "因自身原因未及时服务",
    "repeat_repair": "因自身原因重复维修",
    "idle": "现场闲置或办私事",
    # sanctions (CO-15)
    "fine": "罚款",
    "bonus": "扣发奖金",
    "warning": "警告",
    "demerit": "记过",
    "major_demerit": "记大过",
    "dismissal": "辞退",
    "legal_action": "追究法律责任",
}


def zh(code: str) -> str:
    return _ZH.get(code, code)


def en(code: str) -> str:
    return code.replace("_", " ")


def listed(codes: Sequence[str]) -> tuple[str, str]:
    """In zh and in en."""
    return "、".join(map(zh, codes)), ", ".join(map(en, codes))


def moment(at: datetime) -> str:
    return f"{at.astimezone(SITE_ZONE):%Y-%m-%d %H:%M}"


def notice(sanction: str, amount: Money, *, evidence_zh: str, evidence_en: str) -> str:
    """The text of a notice that nobody worded: what is imposed, how much if it is money, and why."""
    price = f" {amount}" if amount else ""
    return f"{zh(sanction)}{price}：{evidence_zh} / {en(sanction)}{price}: {evidence_en}"
