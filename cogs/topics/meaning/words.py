"""The words of a message that may tell what it is about; no I/O beyond the shipped list."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

READ = 1_000  # characters of a message: its beginning tells what it is about
MOST_TERMS = 40
SHORTEST, LONGEST = 3, 30
LEAST_TERMS = 2  # single words that tell something: less is about what was said before

_NOT_WORDS = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|\bwww\.\S+|<[@#:at][^<>\s]*>|(?<!\w)[@#]\w+"
    r"|\S*[/\\]\S*[/\\]\S*|\S+@\S+|\S*_\S*",
    re.S,
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.+][^\W_]+)*\+{0,2}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FIRST = re.compile(r"([^\s:,]+)[:,]?\s+")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|dell|all|nell|dall|sull|un)['’](?=\w{2})")
_GAP = re.compile(r"\s+")


@cache
def _stop_words() -> frozenset[str]:
    text = (Path(__file__).parent / "stop_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(word for line in lines for word in line.split())


def readable(text: str) -> str:
    """The beginning of a text without links, mentions, code, paths and addresses."""
    return _NOT_WORDS.sub(" ", text[:READ]).replace("’", "'").strip()


def addressed(plain: str, names: Collection[str]) -> str:
    """A (readable) text without the name of whom it speaks to at its beginning."""
    first = _FIRST.match(plain)
    return plain[first.end() :] if first and first[1].lower() in names else plain


def has_words(plain: str) -> bool:
    """Whether there is anything to understand."""
    return _WORD.search(plain) is not None


def name_words(*names: str) -> frozenset[str]:
    """The words of people's names as they may stand in a message."""
    return frozenset(match[0] for name in names for match in _TOKEN.finditer(name.lower()))


def tells_a_topic(found: Collection[str]) -> bool:
    """Whether there are terms enough to say what a text is about."""
    return sum(" " not in term for term in found) >= LEAST_TERMS


def terms(plain: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """The different words of a (readable) text that may tell a topic, lower case, and pairs of such
    words that stand next to each other. `names` (of people) are left out."""
    found: dict[str, None] = {}
    before, end = "", 0
    for match in _TOKEN.finditer(plain.lower()):
        word = _word(match[0])
        telling = bool(word) and word not in names
        if telling:
            found[word] = None
            if before and before != word and _GAP.fullmatch(plain[end : match.start()]):
                found[f"{before} {word}"] = None
        before, end = (word if telling else ""), match.end()
        if len(found) >= MOST_TERMS:
            break
    return tuple(found)


def _word(token: str) -> str:
    """A token as it is counted; empty for one that tells nothing."""
    if token in _stop_words():
        return ""
    word = _ELISION.sub("", token)
    word = word.removesuffix("'s").removesuffix("'")
    if not SHORTEST <= len(word) <= LONGEST or word in _stop_words():
        return ""
    letters = sum(letter.isalpha() for letter in word)
    return word if letters >= 2 and 2 * letters >= len(word) else ""
