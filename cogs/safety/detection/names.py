"""Names of members, as they stand in messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.api.model import Member

MOST = 2000
"""Members whose names are remembered in a community, those heard of last."""
WORD = re.compile(r"\w+")


class Names:
    """Who was heard of in a community: wrote, was answered or mentioned. Memory only."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._names: dict[int, frozenset[str]] = {}  # by member, heard of longest ago first
        self._members: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._names)

    def hear(self, member: Member) -> None:
        """Remember what a member is called now."""
        names = _names(member)
        if (former := self._names.pop(member.id, None)) == names:
            self._names[member.id] = names
            return
        self._unname(member.id, former or frozenset())
        self._names[member.id] = names
        for name in names:
            self._members.setdefault(name, set()).add(member.id)
        if len(self._names) > self._most:
            self.forget(next(iter(self._names)))

    def get(self, name: str) -> int | None:
        """Who is called that (in lower case); None when nobody or several are."""
        found = self._members.get(name, ())
        return next(iter(found)) if len(found) == 1 else None

    def forget(self, member_id: int) -> None:
        """A member is not to be remembered any more."""
        self._unname(member_id, self._names.pop(member_id, frozenset()))

    def _unname(self, member_id: int, names: Iterable[str]) -> None:
        for name in names:
            self._members[name].discard(member_id)
            if not self._members[name]:
                del self._members[name]


def names_of(members: Iterable[Member]) -> dict[str, int]:
    """Their display names and first names in lower case; a name of two members is left out."""
    people: dict[str, int] = {}
    shared: set[str] = set()
    for member in members:
        for name in _names(member):
            if people.setdefault(name, member.id) != member.id:
                shared.add(name)
    return {name: who for name, who in people.items() if name not in shared}


def _names(member: Member) -> frozenset[str]:
    return frozenset(filter(None, (_key(member.name), _key(member.first_name))))


def _key(name: str) -> str:
    return " ".join(WORD.findall(unicodedata.normalize("NFC", name).casefold()))
