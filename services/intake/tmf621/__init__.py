"""TMF621 v4, TM Forum's Trouble Ticket API, over intake's own use cases (docs/architecture/tmf621.md)."""
