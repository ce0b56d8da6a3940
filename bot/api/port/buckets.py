"""How often each of many may do something: a bucket for each that fills up again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

REMEMBERED = 10_000


class Buckets:
    """`burst` times at once, then `per_second`; by a clock in seconds that never goes back. The one
    that was not asked about for longest is forgotten first, past 10,000."""

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst = burst
        self._per_second = per_second
        self._now = now
        self._held: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def left(self, who: Hashable) -> float:
        """How often they may now."""
        held, since = self._held.get(who, (self.burst, self._now()))
        return min(self.burst, held + (self._now() - since) * self._per_second)

    def take(self, who: Hashable) -> bool:
        """Whether they may once now, which is then counted."""
        left = self.left(who)
        self._held[who] = (left - 1 if left >= 1 else left, self._now())
        self._held.move_to_end(who)
        if len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
        return left >= 1
