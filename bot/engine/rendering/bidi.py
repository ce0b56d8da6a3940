"""A member's words that turn the direction of writing turn only themselves."""

from __future__ import annotations

import re

_ANY = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES, _POP, _POP_ISOLATE = "\u2066\u2067\u2068", "\u202c", "\u2069"


def closed(text: str) -> str:
    """The text with an end for every override, embedding and isolate that it leaves open (UAX #9):
    else a name could show what stands after it backwards. The end of a line ends them too."""
    if text.isascii() or not _ANY.search(text):
        return text
    return "\n".join(line + _ends(line) for line in text.split("\n"))


def _ends(line: str) -> str:
    open_: list[str] = []
    for mark in _ANY.findall(line):
        if mark == _POP:
            if open_ and open_[-1] == _POP:
                open_.pop()
        elif mark == _POP_ISOLATE:
            if _POP_ISOLATE in open_:  # it ends what was opened within, too
                while open_.pop() != _POP_ISOLATE:
                    pass
        else:
            open_.append(_POP_ISOLATE if mark in _ISOLATES else _POP)
    return "".join(reversed(open_))
