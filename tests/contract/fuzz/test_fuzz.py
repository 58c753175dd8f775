"""No input gets a 5xx or an answer that the document doesn't describe (XC-04, issue 2).

`make fuzz` asks every operation as every role; the short run that is part of `make test` asks as the roles
that may do most, with the same examples each time.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from libs.common.ids import new_id
from libs.common.roles.table import role_table
from libs.common.testing.web import token
from tests.contract.fuzz.conftest import Services
from tests.contract.fuzz.plan import plan

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
SHORT = 2
SERVICES = ("intake", "dispatch", "complaints", "followup")
BUSIEST = {
    "intake": ("service_manager",),
    "dispatch": ("service_manager", "technician"),
    "complaints": ("service_manager",),
    "followup": ("service_manager",),
}


def runs() -> list[tuple[str, str]]:
    everybody = role_table().roles
    return [(service, role) for service in SERVICES for role in (everybody if EXAMPLES else BUSIEST[service])]


@pytest.mark.rule("XC-04")
@pytest.mark.parametrize(("service", "role"), runs())
def test_every_answer_is_described_and_none_is_a_failure(
    services: Services, service: str, role: str, tmp_path: Path
) -> None:
    claims: dict[str, Any] = {"partner_id": str(new_id())} if role == "partner" else {}
    document = f"{services.address(service)}/{service}/openapi.json"
    (tmp_path / "schemathesis.toml").write_text(
        plan(
            paths=httpx.get(document, timeout=60).json()["paths"],
            role=role,
            ids=services.ids(service),
            examples=EXAMPLES or SHORT,
            thorough=bool(EXAMPLES),
        )
    )
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            document,
            f"--header=Authorization: Bearer {token(role, expires_in=86400, **claims)}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
