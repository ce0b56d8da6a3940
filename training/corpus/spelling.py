"""Spelling as people disguise it, and as they slip: the same noise on harmful and harmless text."""

import random

_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7", "b": "8", "g": "9"}
_GAPS = (" ", ".", "-", " ", "_", "*")
_SHORTEST = 4


def disguised(text: str, source: random.Random) -> str:
    """The text with one to three of its words misspelt on purpose or by accident."""
    words = text.split(" ")
    places = [at for at, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    if not places:
        return text
    if source.random() < 0.06:
        return "".join(words)
    source.shuffle(places)
    # long words carry the meaning more often than short ones
    places.sort(key=lambda at: -len(words[at]) * source.random())
    for at in places[: source.choice((1, 1, 2, 3))]:
        words[at] = source.choice(_WAYS)(words[at], source)
    if source.random() < 0.15:
        at = source.randrange(len(words))
        words[at : at + 2] = ["".join(words[at : at + 2])]
    return " ".join(words)


def _swapped(word: str, source: random.Random) -> str:
    at = source.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _shortened(word: str, source: random.Random) -> str:
    at = source.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, source: random.Random) -> str:
    at = source.randrange(len(word))
    return word[:at] + word[at] * source.randrange(2, 5) + word[at + 1 :]


def _leet(word: str, source: random.Random) -> str:
    return "".join(
        source.choice(_LEET[char]) if char in _LEET and source.random() < 0.7 else char
        for char in word.lower()
    )


def _apart(word: str, source: random.Random) -> str:
    gap = source.choice(_GAPS)
    if source.random() < 0.35:
        at = source.randrange(1, len(word))
        return word[:at] + gap + word[at:]
    return gap.join(word)


def _starred(word: str, source: random.Random) -> str:
    count = source.randrange(1, 3)
    at = source.randrange(1, max(2, len(word) - count))
    return word[:at] + "*" * count + word[at + count :]


def _mistyped(word: str, source: random.Random) -> str:
    at = source.randrange(1, len(word))
    return word[:at] + source.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]


_WAYS = (_swapped, _shortened, _doubled, _leet, _apart, _starred, _mistyped, _swapped, _shortened)
