"""A bad pack stops each service at its start, naming file, line and field."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from libs.common.policy import shipped
from libs.common.policy.errors import PackError
from libs.common.policy.loading import SHIPPED, load_packs
from libs.common.settings import Settings
from libs.common.testing.web import settings_for
from services.complaints import app as complaints
from services.dispatch import app as dispatch
from services.followup import app as followup
from services.intake import app as intake

pytestmark = pytest.mark.rule("PO-01")

BAD = {
    "a wrong field": ("months: 12", "months: twelve", "consumer.yaml:11: warranty.0.months: "),
    "an overlap": ("01-01}", "01-01, to: 2026-06-01}", "consumer-2.yaml:3: effective.from: overlaps"),
    "a gap": ("01-01}", "01-01, to: 2026-05-30}", "consumer-2.yaml:3: effective.from: leaves a gap"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Packs that the services start with, one in two versions; the shipped ones again afterwards."""
    packs = Path(shutil.copytree(SHIPPED, tmp_path / "packs"))
    first = (packs / "consumer.yaml").read_text(encoding="utf-8")
    second = first.replace('version: "1"', 'version: "2"').replace("2000-01-01", "2026-06-01")
    (packs / "consumer-2.yaml").write_text(second, encoding="utf-8")
    monkeypatch.setattr(shipped, load_packs.__name__, lambda: load_packs(packs))
    shipped.shipped_packs.cache_clear()
    yield packs
    shipped.shipped_packs.cache_clear()


@pytest.mark.parametrize("service", [intake, dispatch, complaints, followup], ids=lambda app: app.__package__)
@pytest.mark.parametrize("build", ["build_api", "build_worker"])
@pytest.mark.parametrize(("good", "bad", "told"), BAD.values(), ids=BAD)
def test_it_does_not_start(folder: Path, service: object, build: str, good: str, bad: str, told: str) -> None:
    pack = folder / "consumer.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(good, bad, 1), encoding="utf-8")
    start: Callable[[Settings], object] = getattr(service, build)
    with pytest.raises(PackError) as stopped:
        start(settings_for("postgresql://nobody@127.0.0.1:1/none"))
    assert str(stopped.value).startswith(told)
