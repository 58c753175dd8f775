"""What can be wrong with a pack file or with a question."""

from pathlib import Path


class PackError(ValueError):
    """A bad pack file; stops the service at start with file, line and field named (PO-01)."""

    def __init__(self, file: Path, line: int, field: str, reason: str) -> None:
        self.file, self.line, self.field, self.reason = file, line, field, reason
        super().__init__(f"{file.name}:{line}: {field}: {reason}")


class FactError(ValueError):
    """A fact that contradicts another; `field` is its name in the question."""

    def __init__(self, field: str, code: str, *, zh: str, en: str) -> None:
        self.field, self.code, self.zh, self.en = field, code, zh, en
        super().__init__(f"{field}: {en}")
