"""A member's words that turn the direction of writing turn only themselves."""

from __future__ import annotations

import re

_ANY = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES, _POP, _POP_ISOLATE = "\u2066\u2067\u2068", "\u202c", "\u2069"


def closed(text: str) -> str:
    """The text without the overrides, embeddings and isolates that it leaves open (UAX #9): else a
    name could show what stands after it backwards. The end of a line ends them too. They are left
    out rather than ended, so that no text gets longer than a message may be."""
    if text.isascii() or not _ANY.search(text):
        return text
    return "\n".join(map(_closed, text.split("\n")))


def _closed(line: str) -> str:
    open_: list[tuple[int, str]] = []
    for found in _ANY.finditer(line):
        mark = found[0]
        if mark == _POP:
            if open_ and open_[-1][1] == _POP:
                open_.pop()
        elif mark == _POP_ISOLATE:
            if any(end == _POP_ISOLATE for _, end in open_):  # it ends what was opened within, too
                while open_.pop()[1] != _POP_ISOLATE:
                    pass
        else:
            open_.append((found.start(), _POP_ISOLATE if mark in _ISOLATES else _POP))
    left = {at for at, _ in open_}
    return "".join(char for at, char in enumerate(line) if at not in left) if left else line
