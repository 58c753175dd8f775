"""Fixtures every test may ask for; properties are about what holds, never about how fast a machine is."""

from hypothesis import HealthCheck, settings

from tests.servers import broker, database, postgres, server_folder

__all__ = ["broker", "database", "postgres", "server_folder"]

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
