"""What a report becomes in the knowledge base (IN-03)."""

from typing import Any

import pytest

from services.intake.knowledge import rules

REPORT: dict[str, Any] = {
    "category": "refrigerator",
    "model": "BCD-500",
    "code": "E1",
    "fault": "不制冷",
    "cause": "压缩机损坏，王芳说上周停过电",
    "resolution": "更换压缩机，已电告 138 0013 8000",
    "parts": ["压缩机"],
    "names": ["王芳"],
}


@pytest.mark.rule("IN-03")
def test_a_draft_tells_fault_cause_and_resolution_in_the_report_s_language() -> None:
    draft = rules.draft(**REPORT)
    assert draft["title"] == {"zh": "BCD-500 不制冷"}
    for told in ("故障现象：不制冷", "压缩机损坏", "更换压缩机", "更换部件：压缩机"):
        assert told in draft["text"]["zh"]
    english = rules.draft(
        **REPORT | {"fault": "leaks", "cause": "hose", "resolution": "new hose", "parts": []}
    )
    assert english["text"]["en"].endswith("Parts replaced: none")


@pytest.mark.rule("IN-03", "IN-12")
def test_nobody_is_named_in_a_draft() -> None:
    text = rules.draft(**REPORT)["text"]["zh"]
    assert "王芳" not in text
    assert "8000" not in text
    assert "E1" in rules.draft(**REPORT)["fault_codes"]


def test_the_same_problem_has_the_same_key_however_it_is_typed() -> None:
    def key(**changes: Any) -> str:
        return rules.fault_key(
            **{"category": "pc", "model": "A 1", "code": None, "fault": "不 开机！"} | changes
        )

    assert key() == key(model="a-1", fault="不开机")
    assert key() != key(model="A 2")
    assert key(code="E1") == key(code="e1", fault="黑屏")
