"""What the exports of Fider and Canny look like, and what each column means here.

Fider: Site Settings, Export, "posts.csv". Canny: the posts of a board as CSV, whose columns differ
by plan and year, so that several names are understood for each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..model import Status

Part = Literal[
    "key", "url", "title", "details", "status", "votes", "created", "reason", "answered",
    "original", "tags", "category",
]  # fmt: skip
Meaning = Status | Literal["duplicate", "deleted"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One service: `columns` has the names that each part goes by, in words with "_" between;
    `needed` must be there."""

    name: str
    columns: Mapping[Part, tuple[str, ...]]
    needed: tuple[Part, ...]

    def places(self, header: list[str]) -> dict[Part, int] | None:
        """In which column each part stands; None when a needed one is missing."""
        names = [plain(name) for name in header]
        found: dict[Part, int] = {}
        for part, known in self.columns.items():
            for name in known:
                if name in names:
                    found[part] = names.index(name)
                    break
        right = all(part in found for part in self.needed)
        return found if right else None

    def wanted(self) -> str:
        """The columns that must be there, in words."""
        return ", ".join(self.columns[part][0] for part in self.needed)


FIDER = Kind(
    "fider",
    {
        "key": ("number",),
        "title": ("title",),
        "details": ("description",),
        "status": ("status",),
        "votes": ("votes_count", "total_votes"),
        "created": ("created_at",),
        "reason": ("response",),
        "answered": ("responded_at",),
        "original": ("original_number",),
        "tags": ("tags",),
    },
    ("key", "title", "status", "votes"),
)
CANNY = Kind(
    "canny",
    {
        "key": ("id", "post_id"),
        "url": ("url", "post_url", "link"),
        "title": ("title", "post_title"),
        "details": ("details", "post_details", "description"),
        "status": ("status", "post_status"),
        "votes": ("votes", "score", "vote_count", "post_score"),
        "created": ("created", "created_at", "post_created", "date_created", "created_date"),
        "tags": ("tags", "tag"),
        "category": ("category", "category_name"),
    },
    ("title", "status", "votes"),
)
# the one with the stranger columns first
KINDS: Mapping[str, Kind] = {"fider": FIDER, "canny": CANNY}

STATUSES: Mapping[str, Meaning] = {
    "": "new",
    "open": "new",
    "under_review": "new",
    "planned": "planned",
    "started": "in_progress",
    "in_progress": "in_progress",
    "completed": "done",
    "complete": "done",
    "shipped": "done",
    "on_hold": "not_now",
    "not_now": "not_now",
    "declined": "declined",
    "closed": "declined",
    "duplicate": "duplicate",
    "deleted": "deleted",
}


def plain(name: str) -> str:
    """ "Vote Count" and "vote-count" are one column."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")
