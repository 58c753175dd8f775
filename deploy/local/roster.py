"""Who belongs to a stack: database and broker, an API and a worker for each service, the gateway."""

import signal
import socket
from collections.abc import Callable
from typing import Any

from deploy.local.brokers import Foreign, chosen
from deploy.local.child import Child
from deploy.local.home import SERVICES, Home
from deploy.local.ports import LOOPBACK, free_port, listen_anywhere, port_of
from deploy.local.postgres import Postgres
from deploy.local.probes import Flag, answers_ok
from deploy.local.programs import Programs, serve, work
from deploy.local.sharing import Prepared
from deploy.local.spawn import fork
from libs.common.schema import keeper
from libs.common.settings import Settings
from libs.common.telemetry import configure_logging

ISSUER = "aftercare-embedded"
SIGN_IN = "/auth/sign-in"
_REQUESTS_A_MINUTE = 60_000
_GRACE, _LAST_GRACE = 4.0, 2.5  # APIs and workers, then gateway, then PostgreSQL: 9 s at most


class Roster:
    def __init__(self, home: Home, gateway: socket.socket, programs: Programs, *, log_to_files: bool) -> None:
        self._home = home
        self._programs = programs
        self._log_to_files = log_to_files
        self._to_prepare: list[Prepared] = []
        self._secrets = home.secrets()
        self._listeners = {"gateway": gateway} | {service: listen_anywhere() for service in SERVICES}
        self._ports = {name: port_of(listener) for name, listener in self._listeners.items()}
        self._doors = {service: free_port() for service in SERVICES}
        self.database = Postgres(home.data, home.logs / "postgres.log", passwords=self._secrets)
        self.bus = chosen(home.folder / "kafka", log=home.logs / "broker.log")
        postgres = Child(
            "postgres",
            self.database.launch,
            self.database.ready,
            stop_signal=signal.SIGINT,
            grace=_LAST_GRACE,
        )
        self.servers = [postgres, *self._broker()]
        self.apis = [self._api(service) for service in SERVICES]
        self.workers = [self._worker(service) for service in SERVICES]
        self.gateway = self._gateway()
        self.watch = self._watch()

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self._ports['gateway']}"

    def ports(self) -> dict[str, int]:
        broker = {} if isinstance(self.bus, Foreign) else {"broker": self.bus.port}
        return self._ports | {"postgres": self.database.port} | broker

    def worker_ports(self) -> dict[str, int]:
        """Where workers show metrics and health."""
        return {f"{service}-worker": port for service, port in self._doors.items()}

    def database_urls(self) -> dict[str, str]:
        return {service: self.database.url(service) for service in SERVICES}

    def prepare(self) -> None:
        """Build what the children run."""
        for program in self._to_prepare:
            program.prepare()

    def migrations(self) -> list[Child]:
        return [self._migration(service) for service in SERVICES]

    def _broker(self) -> list[Child]:
        """None, if it is somebody else's. Raises `CannotStart` when that one doesn't answer."""
        if isinstance(self.bus, Foreign):
            self.bus.start()
            return []
        return [Child("broker", self.bus.launch, self.bus.ready, stop_signal=self.bus.stop_signal)]

    def _migration(self, service: str) -> Child:
        def body() -> None:
            self._programs.migrate(service, self.database.url(keeper(service)))

        return self._forked(f"{service}-migration", body, ready=lambda: True)

    def _api(self, service: str) -> Child:
        app = self._prepared(lambda: self._programs.api(service, self._settings(service)))

        def body() -> None:
            configure_logging(service)
            serve(app.get(), self._listeners[service])

        port = self._ports[service]
        return self._forked(
            f"{service}-api",
            body,
            keep=service,
            ready=lambda: answers_ok(port, f"/{service}/health/ready"),
        )

    def _worker(self, service: str) -> Child:
        assigned = Flag()
        worker = self._prepared(lambda: self._programs.worker(service, self._settings(service)))

        def body() -> None:
            configure_logging(service)
            work(worker.get(), assigned.lift)

        return self._forked(f"{service}-worker", body, ready=assigned.is_up, before=assigned.lower)

    def _prepared(self, build: Callable[[], Any]) -> Prepared:
        program = Prepared(build)
        self._to_prepare.append(program)
        return program

    def _gateway(self) -> Child:
        def body() -> None:
            configure_logging("console")
            serve(self._programs.gateway(self._gateway_settings()), self._listeners["gateway"])

        port = self._ports["gateway"]
        return self._forked(
            "gateway",
            body,
            keep="gateway",
            ready=lambda: answers_ok(port, f"/{SERVICES[0]}/health/ready"),
            grace=_LAST_GRACE,
        )

    def _watch(self) -> Child:
        """Its lines are for the terminal."""

        def body() -> None:
            self._programs.watch(self.database_urls())

        return self._forked("watch", body, ready=lambda: True, log=False)

    def _forked(
        self,
        name: str,
        body: Callable[[], None],
        *,
        ready: Callable[[], bool],
        keep: str = "",
        before: Callable[[], None] = lambda: None,
        grace: float = _GRACE,
        log: bool = True,
    ) -> Child:
        """A copy of the launcher that runs `body` and holds no socket but the one named `keep`."""

        def alone() -> None:
            self._home.let_go()
            for owner, listener in self._listeners.items():
                if owner != keep:
                    listener.close()
            body()

        def launch() -> int:
            before()
            file = self._home.logs / f"{name}.log" if log and self._log_to_files else None
            return fork(name, alone, log=file)

        return Child(name, launch, ready, grace=grace)

    def _settings(self, service: str) -> Settings:
        return Settings(
            database_url=self.database.url(service),
            kafka_bootstrap=self.bus.bootstrap,
            issuer=ISSUER,
            jwks_url=f"{self.address}/auth/jwks.json",
            public_url=self.address,
            sign_in_page=f"{self.address}{SIGN_IN}?return_to={{return_to}}",
            embedded=True,
            clock_file=self._home.clock,
            survey_secret=self._secrets["survey"],
            callback_hosts=f"{LOOPBACK},localhost",
            worker_port=self._doors[service],
            requests_per_minute=_REQUESTS_A_MINUTE,
        )

    def _gateway_settings(self) -> dict[str, Any]:
        return {
            "home": self._home.folder,
            "public_url": self.address,
            "issuer": ISSUER,
            "upstreams": {name: f"http://{LOOPBACK}:{self._ports[name]}" for name in SERVICES},
            "clock_file": self._home.clock,
        }
