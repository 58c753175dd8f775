"""Fixtures every test may ask for."""

from tests.servers import broker, database, postgres, server_folder

__all__ = ["broker", "database", "postgres", "server_folder"]
