"""Policy packs as data and the engine that decides by them and says why (docs/architecture/policy.md)."""
