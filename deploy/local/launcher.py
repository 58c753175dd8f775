"""Starts one machine's stack, keeps it alive and ends it, each in order: docs/architecture/one-machine.md."""

import contextlib
import errno
import os
import socket
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from deploy.local.errors import CannotStart
from deploy.local.home import SERVICES, Home, write_json
from deploy.local.ports import listen, listen_anywhere
from deploy.local.programs import Programs
from deploy.local.roster import Roster
from deploy.local.stack import Facts
from deploy.local.supervisor import Stop, Supervisor
from deploy.local.terminal import greeting, report, say

_READY_WITHIN = 60.0


class Launcher:
    """`port` is the gateway's; 0 takes a free one."""

    def __init__(self, folder: Path, *, port: int, log_to_files: bool = True, programs: Programs) -> None:
        self._home = Home(folder)
        self._home.open()
        self._programs = programs
        self._roster = Roster(self._home, _gateway_socket(port), programs, log_to_files=log_to_files)
        self._supervisor = Supervisor(self._home.logs, say=report, changed=self._publish)
        self._ready = False

    def run(self) -> None:
        """Until SIGINT or SIGTERM. Raises `CannotStart`; nothing is left running in any case."""
        try:
            with contextlib.suppress(Stop):
                self._start()
                self._supervisor.run()
        finally:
            self._stop()

    def _start(self) -> None:
        began = time.monotonic()
        say(f"Aftercare starts at {self._roster.address}")
        roster, supervisor = self._roster, self._supervisor
        self._prepare_database(roster.database.create)
        supervisor.start(*roster.servers)
        self._programs.preload(SERVICES)
        supervisor.await_ready(*roster.servers, within=_READY_WITHIN)
        self._prepare_database(roster.database.admit_keepers)
        supervisor.await_end(*roster.migrations(), meanwhile=roster.prepare)
        programs = [*roster.workers, *roster.apis, roster.gateway]
        supervisor.start(*programs)
        self._publish()
        supervisor.await_ready(*programs, within=_READY_WITHIN)
        supervisor.start(roster.watch)
        self._ready = True
        self._publish()
        seconds = time.monotonic() - began
        say(greeting(address=roster.address, ports=roster.ports(), home=self._home.folder, seconds=seconds))

    def _prepare_database(self, step: Callable[[], None]) -> None:
        try:
            step()
        except RuntimeError as trouble:
            raise CannotStart(f"The database can't be made: {str(trouble).splitlines()[-1]}") from None

    def _stop(self) -> None:
        say("Aftercare stops")
        roster, supervisor = self._roster, self._supervisor
        supervisor.stop([roster.watch, *roster.workers, *roster.apis])
        for child in (roster.gateway, *reversed(roster.servers)):
            supervisor.stop([child])
        self._home.stack.unlink(missing_ok=True)

    def _publish(self) -> None:
        """Tell `demo`, `replay`, `bus` and tests where everything is."""
        roster = self._roster
        facts = Facts(
            launcher=os.getpid(),
            ready=self._ready,
            address=roster.address,
            ports=roster.ports() | roster.worker_ports(),
            processes={child.name: child.process for child in self._supervisor.children},
            databases=roster.database_urls(),
            kafka_bootstrap=roster.bus.bootstrap,
        )
        write_json(self._home.stack, asdict(facts))


def _gateway_socket(port: int) -> socket.socket:
    try:
        return listen(port) if port else listen_anywhere()
    except OSError as trouble:
        if trouble.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} is taken by another program: set AFTERCARE_PORT to a free one."
            ) from None
        raise CannotStart(f"Port {port} can't be used: {trouble.strerror}.") from None
