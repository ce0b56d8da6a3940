"""Ideas as others' programs read them: the same fields in JSON and in a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.api.text import defused

from ..model import Idea
from .store import Standing

FORMAT = "townhall-ideas/1"


def record(standing: Standing, names: Mapping[int, str]) -> dict[str, Any]:
    """An idea in fields whose names and meaning stay as they are (docs/ideas.md).

    Of people there is the author's name alone, and not of an idea whose author wishes not to be
    named or is no member any more. Times are UTC in ISO 8601; null is "not known" or "none".
    """
    idea = standing.idea
    return {
        "number": idea.id,
        "title": idea.words.title,
        "details": idea.words.details,
        "audience": idea.words.audience,
        "status": idea.status,
        "reason": idea.reason,
        "support": idea.votes,
        "comments": idea.comments,
        "author": None if idea.anonymous else names.get(idea.author_id or 0),
        "anonymous": idea.anonymous,
        "tags": list(idea.tags),
        "posted_at": iso(idea.created_at),
        "changed_at": iso(standing.changed_at),
        "due_at": None if idea.due_at is None else iso(idea.due_at),
        "part_of": idea.merged_into,
        "challenge": idea.challenge_id,
        "source": idea.source,
    }


def authors(ideas: Iterable[Idea]) -> list[int]:
    """Ids of the members whose names may be shown."""
    return sorted({i.author_id for i in ideas if i.author_id is not None and not i.anonymous})


def as_json(community: str, records: Sequence[Mapping[str, Any]]) -> bytes:
    """One object with a row for each idea, by number."""
    whole = {"format": FORMAT, "community": community, "ideas": list(records)}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_csv(records: Sequence[Mapping[str, Any]]) -> bytes:
    """The same as a table (RFC 4180), tags with commas between.

    UTF-8 with a byte order mark, by which spreadsheets know it. Words that a spreadsheet could
    take for a formula have an apostrophe before them (OWASP, CSV Injection).
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(FIELDS)
    for row in records:
        writer.writerow([_cell(row[name]) for name in FIELDS])
    return sheet.getvalue().encode("utf-8-sig")


FIELDS = (
    "number", "title", "details", "audience", "status", "reason", "support", "comments", "author",
    "anonymous", "tags", "posted_at", "changed_at", "due_at", "part_of", "challenge", "source",
)  # fmt: skip


def iso(at: int) -> str:
    """UTC ms in ISO 8601, to the second."""
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cell(value: Any) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return value
        case list():
            return defused(", ".join(value))
        case _:
            return defused(str(value))
