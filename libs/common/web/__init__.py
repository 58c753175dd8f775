"""The HTTP edge that all services share: see docs/architecture/http.md."""
