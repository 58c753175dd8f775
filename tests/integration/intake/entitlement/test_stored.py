"""A decision is stored with its ticket as it was made, whatever becomes of the packs (PO-17)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from libs.common.policy import shipped
from libs.common.policy.loading import SHIPPED, load_packs
from tests.integration.intake.house import Intake
from tests.integration.intake.tickets.house import Desk

pytestmark = pytest.mark.rule("PO-17", "PO-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "packs"))


@pytest.fixture
def afresh() -> Iterator[None]:
    """The shipped packs again for whoever comes next."""
    yield
    shipped.shipped_packs.cache_clear()


def restarted_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service comes up with a second version of the pack, by which nothing is under warranty."""
    first = (folder / "appliance.yaml").read_text(encoding="utf-8")
    second = first.replace('version: "1"', 'version: "2"').replace("months: 12", "months: 0")
    (folder / "appliance.yaml").write_text(second, encoding="utf-8")
    monkeypatch.setattr(shipped, load_packs.__name__, lambda: load_packs(folder))
    shipped.shipped_packs.cache_clear()


@pytest.mark.usefixtures("afresh")
async def test_a_new_version_of_the_pack_changes_no_decision_that_was_made(
    intake: Intake, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk.open(intake)
    before = (await desk.now())["entitlement"]

    restarted_with(folder, monkeypatch)

    later = await Desk.open(intake)
    assert (before["service_type"], before["pack_version"]) == ("C", "1")
    assert (later.opened["service_type"], later.opened["entitlement"]["pack_version"]) == ("A", "2")
    assert (await desk.now())["entitlement"] == before
    await desk.work()
    assert (await desk.now())["entitlement"] == before


@pytest.mark.usefixtures("afresh")
async def test_a_decision_made_again_by_new_findings_leaves_the_first_one_as_it_was(
    intake: Intake, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await Desk.open(intake)
    before = (await desk.now())["entitlement"]
    restarted_with(folder, monkeypatch)
    await intake.move(hours=1)

    answer = await intake.agent.patch(desk.path, json={"findings": ["liquid"]})
    assert answer.status_code == 200, answer.text

    again, first = (await intake.get(f"/tickets/{desk.id}/entitlements"))["items"]
    decided = [decision.pop("decided_at") for decision in (first, again)]
    assert decided == ["2026-03-02T02:00:00Z", "2026-03-02T03:00:00Z"]
    assert first == before
    assert again["excluded_by"] == ["liquid", "out_of_period"]
    assert again == (await desk.now())["entitlement"]


async def test_it_is_told_in_the_readers_language(intake: Intake) -> None:
    desk = await Desk.open(intake)
    told = {}
    for language in ("zh", "en"):
        answer = await intake.agent.get(desk.path, headers={"Accept-Language": language})
        told[language] = [line["because"] for line in answer.json()["entitlement"]["rules"]]
    assert len(told["zh"]) == len(told["en"])
    assert any("保修期自" in line for line in told["zh"])
    assert any("Warranty of 12 months" in line for line in told["en"])
