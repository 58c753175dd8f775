"""Where the brokers are, how one signs in there, and how well they keep a record."""

import ssl
from dataclasses import dataclass
from typing import Any, Self

from libs.common.settings import Settings


@dataclass(frozen=True, slots=True)
class Cluster:
    bootstrap: str
    replication: int = 1
    min_insync_replicas: int = 1
    security: str = "PLAINTEXT"
    sasl: str = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = None
    tls: ssl.SSLContext | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises `OSError` when a certificate can't be read."""
        password = settings.kafka_password
        return cls(
            bootstrap=settings.kafka_bootstrap,
            replication=settings.kafka_replication,
            min_insync_replicas=settings.kafka_min_insync_replicas,
            security=settings.kafka_security,
            sasl=settings.kafka_sasl,
            username=settings.kafka_username,
            password=password.get_secret_value() if password else None,
            tls=_context(settings) if settings.kafka_security.endswith("SSL") else None,
        )

    def client(self) -> dict[str, Any]:
        """The arguments of every kind of client."""
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": self.security,
            "ssl_context": self.tls,
            "sasl_mechanism": self.sasl,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password,
        }


def _context(settings: Settings) -> ssl.SSLContext:
    """Names and certificates are always checked."""
    context = ssl.create_default_context(cafile=settings.kafka_ca_file)
    if settings.kafka_certificate_file:
        context.load_cert_chain(settings.kafka_certificate_file, settings.kafka_key_file)
    return context
