"""What a process is told by its environment (prefix `AFTERCARE_`); only a composition root reads it."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ServiceName = Literal["intake", "dispatch", "complaints", "followup"]


class Settings(BaseSettings):
    """One service's settings; every field is an environment variable, e.g. `AFTERCARE_DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", frozen=True)

    database_url: SecretStr
    """`postgresql://role:password@host:port/database`; the role owns the service's schema."""
    kafka_bootstrap: str
    kafka_replication: int = 1
    """Copies of each record; on a cluster of three brokers 3, with 2 in sync before one counts as written."""
    kafka_min_insync_replicas: int = 1
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None
    """PEM; without it the machine's own authorities are trusted."""
    kafka_certificate_file: Path | None = None
    """PEM, with `kafka_key_file`: who we are, where brokers ask for it."""
    kafka_key_file: Path | None = None
    issuer: str
    """`iss` that tokens must carry."""
    jwks_url: str
    """Where the issuer's public keys are read."""
    audience: str = "aftercare"
    public_url: str = "http://127.0.0.1:8000"
    """Address that customers' links begin with."""
    ticket_page: str = ""
    """A ticket's address in the front end, with `{number}`: vouchers' codes lead there, else to our page."""
    sign_in_page: str = ""
    """Where people sign in in a browser, with `{return_to}`; what they come back with has to hold a token."""
    print_font: Path | None = None
    """A TrueType file (`.ttf`, `.ttc`) with Chinese that is put into PDFs; else the reader's own is used."""
    embedded: bool = False
    """One machine: demo users, the movable clock, 1,000 requests a second for each client."""
    clock_file: Path | None = None
    """Offset of business time, shared by all processes of an embedded stack (`libs.common.clock`)."""
    survey_secret: SecretStr = Field(default=SecretStr(""))
    """Signs the customers' survey links (follow-up)."""
    callback_hosts: str = ""
    """Hosts, by comma, that webhooks may call without TLS and at private addresses; all others in public."""
    worker_port: int | None = None
    """Where a worker shows `/metrics`, `/health/live` and `/health/ready`; on loopback if `embedded`."""
    pool_size: int = 8
    requests_per_minute: int = 600

    @model_validator(mode="after")
    def _signs_in(self) -> Self:
        if self.kafka_security.startswith("SASL") and not (self.kafka_username and self.kafka_password):
            raise ValueError(f"kafka_security {self.kafka_security} needs kafka_username and kafka_password")
        return self

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        for name, place in (("ticket_page", "{number}"), ("sign_in_page", "{return_to}")):
            if (address := getattr(self, name)) and place not in address:
                raise ValueError(f"{name} needs {place} in it")
        return self
