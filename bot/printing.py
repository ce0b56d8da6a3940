"""Words of others on a terminal."""

from __future__ import annotations

_JOINER = "\N{ZERO WIDTH JOINER}"  # without it many emoji would come apart


def printable(text: str) -> str:
    """Words of a file that anybody may have written: nothing in them commands the terminal, or
    turns the direction of writing."""
    return "".join(
        c if c.isprintable() or c == _JOINER else "\N{REPLACEMENT CHARACTER}" for c in text
    )
