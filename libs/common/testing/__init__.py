"""Helpers for tests, shipped as product code."""
