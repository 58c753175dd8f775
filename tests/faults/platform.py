"""`python -m tests.faults.platform`: what `make run` starts, behind proxies and with two more workers.

The broker is the one of `KAFKA_BOOTSTRAP`; services reach PostgreSQL through the port of `FAULTS_POSTGRES`.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from deploy.local.child import Child
from deploy.local.errors import CannotStart
from deploy.local.launcher import Launcher
from deploy.local.probes import Flag
from deploy.local.programs import Programs, work
from deploy.local.roster import Roster
from libs.common.settings import Settings
from tests.faults.plan import SECOND


class BehindProxies(Programs):
    def __init__(self, postgres: int) -> None:
        self._postgres = postgres

    def api(self, service: str, settings: Settings) -> Any:
        return super().api(service, self._behind(settings))

    def worker(self, service: str, settings: Settings) -> Any:
        return super().worker(service, self._behind(settings))

    def _behind(self, settings: Settings) -> Settings:
        url = re.sub(r":\d+/", f":{self._postgres}/", settings.database_url.get_secret_value())
        return settings.model_copy(update={"database_url": SecretStr(url)})


def second_worker(service: str, roster: Roster) -> Child:
    """Another member of the service's group, under the launcher's care like the first."""
    assigned = Flag()

    def body() -> None:
        worker = roster._programs.worker(service, roster._settings(service))
        worker._listening._member = "second"
        work(worker, assigned.lift)

    return roster._forked(f"{service}-worker-2", body, ready=assigned.is_up, before=assigned.lower)


def main() -> None:
    programs = BehindProxies(int(os.environ["FAULTS_POSTGRES"]))
    launcher = Launcher(Path(os.environ["AFTERCARE_HOME"]), port=0, programs=programs)
    launcher._roster.workers += [second_worker(service, launcher._roster) for service in SECOND]
    launcher.run()


if __name__ == "__main__":
    try:
        main()
    except CannotStart as trouble:
        sys.exit(f"Error: {trouble}")
