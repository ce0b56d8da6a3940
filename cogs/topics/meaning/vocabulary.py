"""Which words may be written down: those that enough different members used in one topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.api.boards.reports import FEW

from ..model import ALL, MANY, Used

RARE = 30_000  # words of few people that are remembered, in memory only


class Vocabulary:
    """Who used which word, in memory alone; written down is, from `FEW` of them on, how often and
    by how many."""

    def __init__(self, known: Iterable[tuple[int, str]] = ()) -> None:
        """`known` are (topic, word) that are written down already."""
        self._known = set(known)
        # who used a known word since the start, up to MANY of them
        self._users: dict[tuple[int, str], set[int]] = {}
        # by topic and word: messages by member; the one heard of last is last
        self._rare: dict[tuple[int, str], Counter[int]] = {}
        self._new: Counter[tuple[int, str]] = Counter()

    def hear(self, topic: int, member_id: int, terms: Iterable[str]) -> None:
        """A message with these words; `ALL` counts every message."""
        self._new[topic, ALL] += 1
        for term in terms:
            self._used((topic, term), member_id, 1)
        while len(self._rare) > RARE:
            del self._rare[next(iter(self._rare))]

    def taken(self) -> dict[tuple[int, str], Used]:
        """What is to be written down, once."""
        taken, self._new = self._new, Counter()
        return {
            key: Used(n, MANY if key[1] == ALL else len(self._users.get(key, ())))
            for key, n in taken.items()
        }

    def merge(self, kept: int, gone: int) -> None:
        """Two topics have become one."""
        for key in [key for key in self._known if key[0] == gone]:
            self._known.remove(key)
            self._known.add((kept, key[1]))
        for key in [key for key in self._users if key[0] == gone]:
            for member in self._users.pop(key):
                self._seen((kept, key[1]), member)
        for key in [key for key in self._new if key[0] == gone]:
            self._new[kept, key[1]] += self._new.pop(key)
        for key in [key for key in self._rare if key[0] == gone]:
            for member, count in self._rare.pop(key).items():
                self._used((kept, key[1]), member, count)

    def _used(self, key: tuple[int, str], member_id: int, count: int) -> None:
        if key in self._known:
            self._new[key] += count
            self._seen(key, member_id)
            return
        users = self._rare.pop(key, None) or Counter()
        users[member_id] += count
        if len(users) >= FEW:
            self._known.add(key)
            self._users[key] = set(users)
            self._new[key] += users.total()
        else:
            self._rare[key] = users

    def _seen(self, key: tuple[int, str], member_id: int) -> None:
        users = self._users.setdefault(key, set())
        if len(users) < MANY:
            users.add(member_id)

    def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: a word that both used is one person's."""
        for users in self._rare.values():
            if gone in users:
                users[kept] += users.pop(gone)
        for known in self._users.values():
            if gone in known:
                known.remove(gone)
                known.add(kept)

    def lose(self, keys: Iterable[tuple[int, str]]) -> None:
        """These are not written down any more: too few people are known to have used them."""
        for key in keys:
            self._known.discard(key)
            self._new.pop(key, None)
            if users := self._users.pop(key, None):
                self._rare[key] = Counter(users)

    def forget(self, member_id: int) -> None:
        """Which words a member used is no longer remembered."""
        for users in self._users.values():
            users.discard(member_id)
        for key in [key for key, few in self._rare.items() if member_id in few]:
            del self._rare[key][member_id]
            if not self._rare[key]:
                del self._rare[key]
