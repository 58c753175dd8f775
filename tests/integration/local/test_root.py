"""PostgreSQL under root, which it refuses: as a renamed root, and as another user where that is forbidden."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_MAKE_AND_ASK = """
import sys
from pathlib import Path
from deploy.local.home import new_secrets
from deploy.local.postgres import Postgres

home = Path(sys.argv[1])
server = Postgres(home / "data", home / "log", passwords=dict.fromkeys(new_secrets(), "secret"))
server.start()
print(server.execute("SELECT 6 * 7"))
server.stop()
"""
_FORBIDDEN = (sys.executable, str(Path(__file__).with_name("without_namespaces.py")))
_CHECKOUT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="about root")


def ask(home: Path, *where: str) -> str:
    command = [*where, sys.executable, "-c", _MAKE_AND_ASK, str(home)]
    done = subprocess.run(command, cwd=_CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "only-mine" / "home"
    made.mkdir(parents=True, mode=0o700)
    made.parent.chmod(0o700)
    return made


def test_root_owns_its_data_where_namespaces_are_allowed(home: Path) -> None:
    assert ask(home) == "42"
    assert (home / "data").stat().st_uid == 0


def test_root_serves_data_in_its_own_folder_where_namespaces_are_forbidden(home: Path) -> None:
    assert ask(home, *_FORBIDDEN) == "42"
    assert (home / "data").stat().st_uid != 0
    assert home.stat().st_uid == 0


def test_data_can_move_from_one_to_the_other_and_back(home: Path) -> None:
    assert [ask(home), ask(home, *_FORBIDDEN), ask(home)] == ["42", "42", "42"]
