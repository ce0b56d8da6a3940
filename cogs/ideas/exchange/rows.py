"""From the cells of one row to an idea that can be brought along."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from bot.api.text import clip

from ..model import MAX_DETAILS, MAX_REASON, MAX_TITLE, Status
from .kinds import STATUSES, Part, plain

MAX_TAG, MAX_TAG_BYTES, MAX_TAGS = 20, 24, 5
MAX_VOTES = 10_000_000
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORMS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%Y/%m/%d", "%a %b %d %Y %H:%M:%S GMT%z")


@dataclass(frozen=True, slots=True)
class Brought:
    """An idea of somewhere else. `source` and `original` (of a duplicate) are names such as
    "fider:12"; times are UTC ms, None where nothing is said of them; `cut` when it was too long,
    `guessed` when its status is one that we do not have."""

    source: str
    title: str
    details: str
    status: Status
    reason: str
    votes: int
    tags: tuple[str, ...]
    created_at: int | None
    answered_at: int | None
    original: str | None
    cut: bool
    guessed: str


class BadRow(ValueError):
    """Why a row cannot be taken, in words."""


def brought(kind: str, cells: Mapping[Part, str]) -> Brought | None:
    """The idea in these cells; None for one that was deleted there; BadRow says what is wrong."""
    found = {part: tidy(cell) for part, cell in cells.items()}
    meaning = STATUSES.get(plain(found.get("status", "")))
    if meaning == "deleted":
        return None
    title = " ".join(found["title"].split())
    if not any(char.isalnum() for char in title):
        raise BadRow("it has no title")
    votes = whole(found["votes"], "votes")
    duplicate = meaning == "duplicate"
    original = found.get("original", "") if duplicate else ""
    status: Status = "new" if meaning is None or meaning == "duplicate" else meaning
    details, reason = found.get("details", ""), found.get("reason", "")
    if len(title) > MAX_TITLE:
        details = f"{title}\n\n{details}".strip()
    return Brought(
        source=_source(kind, found),
        title=clip(title, MAX_TITLE),
        details=clip(details, MAX_DETAILS),
        status=status,
        reason=clip(reason, MAX_REASON),
        # Fider gives the votes of a duplicate to its original too
        votes=0 if duplicate else votes,
        tags=_tags(found.get("tags", ""), found.get("category", "")),
        created_at=moment(found.get("created", "")),
        answered_at=moment(found.get("answered", "")),
        original=f"{kind}:{whole(original, 'original_number')}" if original else None,
        cut=len(title) > MAX_TITLE or len(details) > MAX_DETAILS or len(reason) > MAX_REASON,
        guessed=found.get("status", "") if meaning is None else "",
    )


def tidy(cell: str) -> str:
    """Text without what no chat shows and no database takes."""
    return _CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()


def whole(cell: str, what: str) -> int:
    """A count; an empty cell is 0."""
    digits = re.fullmatch(r"(\d{1,9})(\.0+)?", cell or "0")
    if digits is None or int(digits[1]) > MAX_VOTES:
        raise BadRow(f"“{clip(cell, 40)}” is no number for {what}")
    return int(digits[1])


def moment(cell: str) -> int | None:
    """UTC ms of a date in one of the usual forms; None for an empty cell."""
    if not cell:
        return None
    at = _read(cell)
    if at is None:
        raise BadRow(f"“{clip(cell, 40)}” is no date that I can read; 2024-05-31 would be one")
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    if at < EARLIEST:
        raise BadRow(f"“{clip(cell, 40)}” is too long ago to be true")
    return int(at.timestamp() * 1000)


def _read(cell: str) -> datetime | None:
    text = re.sub(r"\s*(\(.*\)|UTC)$", "", cell)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - what has no zone is UTC
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


def _source(kind: str, found: Mapping[Part, str]) -> str:
    """What the idea is called there: its number or id, else the end of its address, else a digest
    of what does not change."""
    key = found.get("key", "")
    if kind == "fider":
        number = whole(key, "number")
        if not number:
            raise BadRow("it has no number")
        return f"{kind}:{number}"
    if not key and (url := found.get("url", "")):
        key = url.rstrip("/").rpartition("/")[2]
    if not key or len(key) > 200:
        steady = "\n".join((found["title"], found.get("created", "")))
        key = blake2b(steady.encode(), digest_size=12).hexdigest()
    return f"{kind}:{key}"


def _tags(*cells: str) -> tuple[str, ...]:
    """Tags as they are here (board/tagging.py), as near as those come to it; each once."""
    words = (_tag(word) for cell in cells for word in re.split(r"[,;|\n]", cell))
    return tuple(dict.fromkeys(tag for tag in words if any(c.isalpha() for c in tag)))[:MAX_TAGS]


def _tag(word: str) -> str:
    plain = unicodedata.normalize("NFC", word).lower()
    tag = "-".join("".join(c if c.isalnum() else " " for c in plain).split())
    short = tag[:MAX_TAG].encode()[:MAX_TAG_BYTES].decode(errors="ignore")
    return short.rstrip("-")
