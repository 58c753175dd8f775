"""Backups of one machine's platform, and how one becomes a platform again (IN-12, XC-03, XC-06)."""
