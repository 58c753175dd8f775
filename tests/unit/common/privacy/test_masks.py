"""What a mask leaves tells nobody who it is, and is the same everywhere (IN-12)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.act import Actor
from libs.common.privacy import masks, seeing

DIGITS = "0123456789"
PROVINCES = ["", "江苏省", "广西壮族自治区"]
CITIES = ["上海市", "苏州市", "延边朝鲜族自治州"]
DISTRICTS = ["浦东新区", "义乌市", "昆山市", "新城区", "疏附县"]
STREETS = ["世纪大道", "幸福小区", "人民市场街", "科技园区"]


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ("张三", "张*"),
        ("欧阳修远", "欧*"),
        ("John Smith", "J*"),
        ("张", "*"),
    ],
)
def test_of_a_name_the_first_letter_is_left(whole: str, left: str) -> None:
    assert masks.name(whole) == left


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ("138 0013 1234", "138****1234"),
        ("+86 138-0013-1234", "138****1234"),
        ("13800131234", "138****1234"),
        ("no number", "****"),
        ("", "****"),
    ],
)
def test_a_number_is_masked_however_it_is_typed(whole: str, left: str) -> None:
    assert masks.phone(whole) == left


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ("上海市浦东新区世纪大道 100 号", "上海市浦东新区****"),
        ("江苏省苏州市工业园区星湖街 1 号", "江苏省苏州市****"),
        ("浙江省义乌市稠城街道 1 号", "浙江省义乌市****"),
        ("内蒙古自治区呼和浩特市新城区西街 3 号", "内蒙古自治区呼和浩特市新城区****"),
        ("幸福小区 3 栋 501", "****"),
        ("12 High Street, Springfield", "****"),
        ("浦东新区", "****"),
    ],
)
def test_an_address_is_left_up_to_its_district(whole: str, left: str) -> None:
    assert masks.address(whole) == left


@given(
    st.sampled_from(PROVINCES),
    st.sampled_from(CITIES),
    st.sampled_from(DISTRICTS),
    st.sampled_from(STREETS),
    st.integers(1, 9999),
)
@pytest.mark.rule("IN-12")
def test_neither_street_nor_house_is_left_of_an_address(
    province: str, city: str, district: str, street: str, house: int
) -> None:
    left = masks.address(f"{province}{city}{district}{street}{house}号")
    assert left == f"{province}{city}{district}****"


@given(st.text(st.characters(exclude_characters="*"), max_size=60))
@pytest.mark.rule("IN-12")
def test_no_mask_leaves_a_digit_of_an_address_or_a_whole_value(text: str) -> None:
    assert not set(masks.address(text)) & set(DIGITS)
    if len(text.strip()) > 1:
        assert masks.name(text) != text.strip()
    assert not re.search(r"\d{5}", masks.phone(text))


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["", " ", "-"]), st.booleans())
@pytest.mark.rule("IN-12")
def test_a_mobile_number_in_free_text_is_masked(number: str, gap: str, country: bool) -> None:
    typed = gap.join([number[:3], number[3:7], number[7:]])
    text = f"请拨{'+86' if country else ''}{typed}，谢谢"
    assert masks.numbers(text) == f"请拨{masks.phone(number)}，谢谢"


@pytest.mark.parametrize(
    "text",
    [
        "型号 KFR-35GW/26",
        "2026-11-23 10:00",
        "序列号 1234567890123",
        "工单 T20261123-000001",
        "费用 20000 元",
    ],
)
def test_what_is_no_number_of_anybody_stays_in_free_text(text: str) -> None:
    assert masks.numbers(text) == masks.emails(text) == text


def test_an_address_of_electronic_mail_keeps_its_domain() -> None:
    assert masks.email("zhang.san@example.com") == "z***@example.com"
    assert masks.emails("写信到zhang.san@example.com吧") == "写信到z***@example.com吧"
    assert masks.reached_at("wechat", "wang_fang_88") == "***"


@pytest.mark.rule("IN-12")
def test_who_sees_what_is_one_piece_of_data() -> None:
    customer = {
        "name": "王芳",
        "contacts": [
            {"type": "phone", "value": "138 0013 8000"},
            {"type": "email", "value": "wf@example.com"},
        ],
        "addresses": [{"text": "上海市黄浦区南京东路 1 号", "lat": 31.2304, "lon": 121.4737}],
    }
    shown = {}
    for role in ("agent", "service_manager", "dispatcher", "quality", "auditor"):
        seeing.show_to(Actor(subject=role, roles=frozenset({role})))
        shown[role] = seeing.shown_document(customer)
    masked = {
        "name": "王*",
        "contacts": [
            {"type": "phone", "value": "138****8000"},
            {"type": "email", "value": "w***@example.com"},
        ],
        "addresses": [{"text": "上海市黄浦区****", "lat": 31.2, "lon": 121.5}],
    }
    assert shown["agent"] == shown["service_manager"] == customer
    assert shown["quality"] == shown["auditor"] == masked
    assert shown["dispatcher"] == customer | {"contacts": masked["contacts"]}
