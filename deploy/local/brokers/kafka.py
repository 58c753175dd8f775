"""The pinned Apache Kafka: KRaft, one broker that is its own controller, on the loopback."""

import base64
import os
import signal
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from deploy.local.brokers.jars import jars, java
from deploy.local.brokers.process import BrokerProcess
from deploy.local.errors import CannotStart
from deploy.local.ports import LOOPBACK, free_port

_SMALL = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


class Kafka(BrokerProcess):
    """`settings` are added to the broker's own; `users` are names and passwords for SCRAM-SHA-512."""

    stop_signal: ClassVar = signal.SIGTERM
    environment: ClassVar = {"PATH": os.defpath}

    def __init__(
        self,
        folder: Path,
        *,
        log: Path,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
        users: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(folder, log=log, port=port)
        self._settings = settings or {}
        self._users = users or {}

    def command(self) -> list[str]:
        """Raises `CannotStart`. A folder without data becomes that of a new cluster."""
        program = [java(), *_SMALL, "-cp", f"{jars()}/*"]
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = self.folder / "server.properties"
        configuration.touch(mode=0o600)
        configuration.write_text("".join(f"{key}={value}\n" for key, value in self._properties().items()))
        if not (self.folder / "data" / "meta.properties").exists():
            self._format([*program, "kafka.tools.StorageTool", "format", "--config", str(configuration)])
        return [*program, "kafka.Kafka", str(configuration)]

    def _format(self, command: list[str]) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        for name, password in self._users.items():
            command += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
        done = subprocess.run(
            [*command, f"--cluster-id={cluster}"], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise CannotStart(f"Apache Kafka can't make {self.folder}: {said}")

    def _properties(self) -> dict[str, str]:
        controller = f"{LOOPBACK}:{free_port()}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{controller}",
            "listeners": f"BROKER://{self.bootstrap},CONTROLLER://{controller}",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "BROKER",
            "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": str(self.folder / "data"),
            **_ALONE,
            **_FRUGAL,
            **self._settings,
        }


_ALONE = {
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
}
_FRUGAL = {
    "broker.session.timeout.ms": "2000",  # how long a killed broker is thought to live, and kept out
    "broker.heartbeat.interval.ms": "500",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "log.cleaner.dedupe.buffer.size": "4194304",
}
