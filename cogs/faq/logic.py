"""What is a question, and what is said about entries; no I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.api.text import CommandHint, N, T, Text, bold, italic, lines, one_line, quote

from .model import Asked, Entry

MAX_QUESTION = 300
MAX_ANSWER = 2000
MAX_PHRASES = 1000
SHOWN = 15
# A message that arrives later than this (downtime, a replay) is recorded but no longer answered.
FRESH_MS = 10 * 60_000

_PERSONAL = re.compile(r"\S+@\S+\.\S+|(?<!\w)@\w+|<@!?\d+>|\+?\d(?:[\s()/.-]?\d){6,}")
_WORD = re.compile(r"\w+")
_ENGLISH = "how what when where which who why can could do does is are will would should"
_GERMAN = "wie was wann wo welche welcher welches wer warum wieso kann könnt gibt habt ist sind"
_ASKING = frozenset(f"{_ENGLISH} {_GERMAN}".split())


def is_question(text: str) -> bool:
    """Whether a message reads like a question: it asks with "?" or begins with a question word."""
    words = _WORD.findall(text.casefold())
    if len(words) < 2:
        return False
    return "?" in text or (words[0] in _ASKING and len(words) >= 4)


def prefilled(text: str) -> str:
    """A member's question as the beginning of an entry that all will read: without addresses,
    telephone and other long numbers, and names with "@"."""
    return one_line(_PERSONAL.sub("…", text), MAX_QUESTION)


def answered(entry: Entry) -> Text:
    """The answer as members see it."""
    return lines(bold(entry.question), entry.answer)


def not_known() -> Text:
    """What is said without a sure answer."""
    return T("I do not know that yet. I have noted your question for the team.")


def listing(entries: Sequence[Entry], total: int) -> Text:
    """All entries in short."""
    if not entries:
        return T(
            "There are no entries yet. Write the first one with {command}.",
            command=CommandHint("faq add"),
        )
    rest = total - len(entries)
    return lines(
        N("{n} entry:", "{n} entries:", total),
        *["• " + one_line(entry.question, 120) for entry in entries],
        N("and {n} more", "and {n} more", rest) if rest > 0 else None,
    )


def open_question(asked: Asked, who: Text) -> Text:
    """An unanswered question as moderators see it."""
    return lines(
        T("{who} asked, and nobody has answered yet:", who=who),
        quote(one_line(asked.text, MAX_QUESTION)),
    )


def told_later(entry: Entry) -> Text:
    """What the asker is told once the team has answered."""
    return lines(
        italic(T("You asked, and here is the answer:")), bold(entry.question), entry.answer
    )
