"""Files as Fider and Canny export them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

FIDER = [
    "number",
    "title",
    "description",
    "created_at",
    "created_by",
    "votes_count",
    "comments_count",
    "status",
    "responded_by",
    "responded_at",
    "response",
    "original_number",
    "original_title",
    "tags",
]
CANNY = ("Title", "Details", "Status", "Votes", "Author Name", "Created", "Category", "Tags", "URL")


def sheet(
    header: Iterable[str],
    rows: Iterable[Mapping[str, object]],
    separator: str = ",",
    ends: str = "\r\n",
) -> str:
    """A CSV file with these columns; what a row does not name is empty."""
    made = io.StringIO(newline="")
    writer = csv.DictWriter(
        made, list(header), restval="", delimiter=separator, lineterminator=ends
    )
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


def fider(*rows: Mapping[str, object], separator: str = ",") -> str:
    """Fider's posts; rows need only say what is special about them."""
    plain = {
        "description": "Many ask for it.",
        "created_at": "2024-03-01T09:30:00Z",
        "created_by": "Wilma Outside",
        "votes_count": 3,
        "comments_count": 1,
        "status": "open",
    }
    return sheet(FIDER, ({**plain, **row} for row in rows), separator)


def canny(*rows: Mapping[str, object], separator: str = ",") -> str:
    """Canny's posts of one board."""
    plain = {
        "Details": "Many ask for it.",
        "Status": "open",
        "Votes": 3,
        "Author Name": "Wilma Outside",
        "Created": "2024-03-01T09:30:00.000Z",
    }
    return sheet(CANNY, ({**plain, **row} for row in rows), separator)
