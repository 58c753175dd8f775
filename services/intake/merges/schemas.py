"""What merges two files, and the merges of a file."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from libs.common.privacy.seeing import PersonName
from libs.common.web.fields import In, Out


class MergeIn(In):
    """`customer_id`: the file that becomes part of this one, or leaves it again."""

    customer_id: UUID


class MergeOut(Out):
    """`customer_id` was merged into this file; `undone_at` where it left it again."""

    customer_id: UUID
    name: PersonName
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str | None


class Merges(Out):
    items: list[MergeOut]


class FileOut(Out):
    id: UUID
    name: PersonName
    tier: str


class CandidateOut(Out):
    """Two files that may be one customer's."""

    id: UUID
    files: list[FileOut]
    reasons: list[Literal["phone", "name_and_address"]]
    dismissed_at: datetime | None
    dismissed_by: str | None
