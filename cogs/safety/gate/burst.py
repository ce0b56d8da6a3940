"""Who has come in the last moments, by space. In memory: a burst is over in minutes."""

from __future__ import annotations

from collections import deque

MOST = 10_000


class Bursts:
    """Counts newcomers, and knows those whom people let in one by one."""

    def __init__(self) -> None:
        self._came: dict[int, deque[tuple[int, int]]] = {}
        self._asked: dict[tuple[int, int], None] = {}
        self._left_open: set[int] = set()

    def asks(self, space_id: int, member_id: int) -> None:
        """Somebody waits for people to let them in."""
        self._asked[space_id, member_id] = None
        if len(self._asked) > MOST:
            del self._asked[next(iter(self._asked))]

    def let_in(self, space_id: int, member_id: int) -> bool:
        """Whether whoever has come was let in by people: that is no rush."""
        if (space_id, member_id) not in self._asked:
            return False
        del self._asked[space_id, member_id]
        return True

    def came(self, space_id: int, member_id: int, at: int) -> None:
        """A newcomer, and when."""
        self._came.setdefault(space_id, deque(maxlen=MOST)).append((at, member_id))

    def since(self, space_id: int, start: int) -> list[int]:
        """Members who came after then, in the order in which it was heard; earlier ones are
        forgotten."""
        came = self._came.get(space_id, deque())
        while came and came[0][0] <= start:
            came.popleft()
        return [member_id for at, member_id in came if at > start]

    def leave_open(self, space_id: int) -> None:
        """Moderators want this burst in."""
        self._left_open.add(space_id)

    def wanted(self, space_id: int, *, over: bool) -> bool:
        """Whether moderators want the burst that goes on; `over` ends it."""
        if over:
            self._left_open.discard(space_id)
        return space_id in self._left_open
