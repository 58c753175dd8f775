"""What a process is told by its environment (prefix `AFTERCARE_`); only a composition root reads it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ServiceName = Literal["intake", "dispatch", "complaints", "followup"]


class Settings(BaseSettings):
    """One service's settings; every field is an environment variable, e.g. `AFTERCARE_DATABASE_URL`."""

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", frozen=True)

    database_url: SecretStr
    """`postgresql://role:password@host:port/database`; the role owns the service's schema."""
    kafka_bootstrap: str
    issuer: str
    """`iss` that tokens must carry."""
    jwks_url: str
    """Where the issuer's public keys are read."""
    audience: str = "aftercare"
    public_url: str = "http://127.0.0.1:8000"
    """Address that customers' links begin with."""
    embedded: bool = False
    """One machine: demo users, the movable clock, 1,000 requests a second for each client."""
    clock_file: Path | None = None
    """Offset of business time, shared by all processes of an embedded stack (`libs.common.clock`)."""
    survey_secret: SecretStr = Field(default=SecretStr(""))
    """Signs the customers' survey links (follow-up)."""
    pool_size: int = 8
    requests_per_minute: int = 600
