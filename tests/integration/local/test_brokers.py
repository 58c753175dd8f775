"""Which broker a stack uses."""

from pathlib import Path

import pytest

from deploy.local.errors import CannotStart
from deploy.local.ports import free_port
from tests.integration.local.stacks import stand_in_stack


@pytest.mark.parametrize("broker", ["127.0.0.1:{port}", "nowhere", "127.0.0.1:99999", "[::1]:{port},:"])
def test_a_broker_that_does_not_answer_is_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker: str
) -> None:
    address = broker.format(port=free_port())
    monkeypatch.setenv("KAFKA_BOOTSTRAP", address)
    with pytest.raises(CannotStart, match="No broker answers at KAFKA_BOOTSTRAP="):
        stand_in_stack(tmp_path / "home").start()


def test_another_broker_is_used_and_none_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker: str
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", broker)
    with stand_in_stack(tmp_path / "home") as stack:
        assert stack.facts.kafka_bootstrap == broker
        assert "broker" not in stack.facts.processes | stack.facts.ports


def test_an_unknown_kind_of_broker_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_BROKER", "carrier-pigeon")
    with pytest.raises(CannotStart, match="AFTERCARE_BROKER must be tansu or kafka, not 'carrier-pigeon'"):
        stand_in_stack(tmp_path / "home").start()
