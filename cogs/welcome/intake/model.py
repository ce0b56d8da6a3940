"""Questions of the intake and what may stand in them; no I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.api.errors import UserError
from bot.api.text import T, code

Kind = Literal["one", "several", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MOST_QUESTIONS = 5
FEWEST_CHOICES, MOST_CHOICES = 2, 10
LONGEST_QUESTION, LONGEST_PURPOSE = 100, 150
LONGEST_LABEL, LONGEST_ROLE, LONGEST_WORD = 40, 100, 20
LONGEST_TEXT = 300
_WORD = re.compile(r"[a-z][a-z0-9_]{1,19}")
_LINK = re.compile(
    r"(?:https?|tg)://|\bwww\.|(?<!\w)@\w{3,}|\b(?:[\w-]{1,63}\.){1,5}(?:[a-z]{2,20}/\S"
    r"|(?:com|net|org|info|biz|xyz|app|dev|shop|link|site|online|club|io|gg|me|tv|co|ru|de|uk|eu)\b)",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:->|→)\s*")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen; `role` is the role or tag that goes with it, "" for none."""

    id: int
    label: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `word` is what segments call it, `purpose` says what the answer is for."""

    id: int
    community_id: int
    word: str
    question: str
    purpose: str
    kind: Kind
    choices: tuple[Choice, ...] = ()

    def choice(self, choice_id: int) -> Choice | None:
        """The choice of that number."""
        return next((c for c in self.choices if c.id == choice_id), None)


def read_choices(items: Sequence[str]) -> list[tuple[str, str]]:
    """(label, role) of what an owner typed: "Bouldering -> Boulderer; Yoga"."""
    found: list[tuple[str, str]] = []
    for item in items:
        label, *role = (part.strip() for part in _ARROW.split(item, maxsplit=1))
        if not label or len(label) > LONGEST_LABEL:
            raise UserError(
                T("A choice has 1 to {max} characters; please shorten it.", max=LONGEST_LABEL)
            )
        if role and len(role[0]) > LONGEST_ROLE:
            raise UserError(T("A role's name has at most {max} characters.", max=LONGEST_ROLE))
        found.append((label, role[0] if role else ""))
    if len({label.casefold() for label, _ in found}) < len(found):
        raise UserError(T("Each choice may stand there once."))
    if not FEWEST_CHOICES <= len(found) <= MOST_CHOICES:
        raise UserError(
            T(
                "A question with buttons has {min} to {max} choices, separated by {sep}.",
                min=FEWEST_CHOICES,
                max=MOST_CHOICES,
                sep=code(";"),
            )
        )
    return found


def advertises(text: str) -> bool:
    """Whether words carry a link or somebody's @name, which the bot posts for no newcomer."""
    return _LINK.search(text) is not None


def _plain(text: str) -> str:
    """In letters a-z, as far as there is a usual way."""
    text = text.casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def read_words(typed: str, question: str, taken: Iterable[str]) -> list[str]:
    """What segments may call a question, the best first: the word that the owner typed, else the
    question's longest ones."""
    word = _plain(typed.strip())
    used = set(taken)
    if word:
        if not _WORD.fullmatch(word):
            raise UserError(
                T(
                    "The word for a question has 2 to {max} letters a-z, digits or {line}, and "
                    "begins with a letter.",
                    max=LONGEST_WORD,
                    line=code("_"),
                )
            )
        if word in used:
            raise UserError(T("Another question has the word {word} already.", word=code(word)))
        return [word]
    words = re.findall(r"[a-z][a-z0-9]{1,19}", _plain(question))
    best = max(words, key=len, default="answer")
    numbered = (f"{best[:17]}_{n}" for n in range(2, MOST_QUESTIONS + 3))
    good = [name for name in sorted(words, key=len, reverse=True) if len(name) > 3]
    return [name for name in dict.fromkeys((*good, best, *numbered)) if name not in used]
