"""Keys of suggestions: as they stand in a button, and whom they are about; no I/O."""

from __future__ import annotations

import re

MOST = 50
"""What a button has room for beside its tag (64 bytes in all)."""


def packed(key: str) -> str | None:
    """A key without the sign that separates the fields of a payload; None when it is too long."""
    return key.replace(":", "/") if key and len(key.encode()) <= MOST else None


def unpacked(text: str) -> str:
    """The key again."""
    return text.replace("/", ":")


def about(member_id: int) -> str:
    """How a member stands in a key."""
    return f"m{member_id}"


def names(key: str, member_id: int) -> bool:
    """Whether a key is about that member."""
    return re.search(rf"\bm{member_id}\b", key) is not None


def moved(key: str, gone: int, kept: int) -> str:
    """The key with another member in the place of one."""
    return re.sub(rf"\bm{gone}\b", about(kept), key)
