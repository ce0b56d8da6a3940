"""What a file gives; no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..logic import MAX_ANSWER, MAX_QUESTION

MOST_PHRASES = 200
_LANGUAGE = re.compile(r"[a-z]{2}")


class Unreadable(Exception):
    """A file of which nothing can be taken; the text says why, without a full stop."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as a file has it, and the line where it begins."""

    question: str
    answer: str
    line: int
    tags: tuple[str, ...] = ()
    language: str | None = None
    phrases: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What one file gives: `source` names it in the community's entries, `date` (UTC ms) is when it
    was last changed, `bad` are (line, why) of what cannot be taken."""

    source: str
    date: int
    drafts: list[Draft] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)

    def take(self, found: Iterable[Draft]) -> None:
        """Keep what fits, and say of the rest why not."""
        known = {same(draft.question) for draft in self.drafts}
        for draft in found:
            why = _wrong(draft)
            if why is None and same(draft.question) in known:
                why = "the same question stands in this file already"
            if why is None:
                known.add(same(draft.question))
                self.drafts.append(draft)
            else:
                self.bad.append((draft.line, why))


def same(question: str) -> str:
    """Two questions are one when this is the same."""
    return " ".join(question.casefold().split())


def _wrong(draft: Draft) -> str | None:
    if not draft.question:
        return "there is no question"
    if not draft.answer:
        return "there is no answer"
    if (length := len(draft.question)) > MAX_QUESTION:
        return f"the question has {length:,} characters, and {MAX_QUESTION:,} fit"
    if (length := len(draft.answer)) > MAX_ANSWER:
        return f"the answer has {length:,} characters, and {MAX_ANSWER:,} fit: split it"
    if draft.language is not None and not _LANGUAGE.fullmatch(draft.language):
        return f'"{draft.language[:20]}" is no language: write two letters, such as en or de'
    if any(len(phrase) > MAX_QUESTION for phrase in draft.phrases):
        return f"a phrase has more than {MAX_QUESTION:,} characters"
    if len(draft.phrases) > MOST_PHRASES:
        return f"there are {len(draft.phrases):,} phrases, and {MOST_PHRASES:,} fit"
    return None
