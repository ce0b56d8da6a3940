"""What is given up first when too much waits: scoring edits again, then scoring every message."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from bot.api.services.health import Work

log = logging.getLogger(__name__)

# Handlers that wait. A model of 100 messages a second is some 5 s behind at the first, 10 s at the
# second; from the last on events themselves would soon have to wait.
EDITS_FROM, SAMPLE_FROM, NOTHING_FROM = 500, 1_000, 9_000


class Shedding:
    """Implements `Load`: looks at the queue in front of the model at each question, so that what
    was given up comes back by itself once the queue is short."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self._waiting = waiting
        self._asked: Counter[int] = Counter()
        self._busy = False
        self._since: Counter[Work] = Counter()
        self.given_up: dict[Work, Counter[int]] = {"edit": Counter(), "message": Counter()}
        """Since the start, by community."""

    @property
    def scored_in(self) -> int:
        """See `Condition`: one message in so many is scored; doubled with the queue."""
        waiting = self._waiting()
        if waiting < EDITS_FROM:
            return 0
        return 1 << (waiting // SAMPLE_FROM).bit_length()

    def gives_up(self, what: Work, community_id: int) -> bool:
        """Whether this text is not scored."""
        one_in = self.scored_in
        self._tell(busy=one_in > 0)
        if not self._too_much(what, community_id, one_in):
            return False
        self.given_up[what][community_id] += 1
        self._since[what] += 1
        return True

    def _too_much(self, what: Work, community_id: int, one_in: int) -> bool:
        if what == "edit" or not one_in:
            return one_in > 0
        # each community has a count of its own: a noisy one does not use up the turns of others
        self._asked[community_id] += 1
        return self._waiting() >= NOTHING_FROM or self._asked[community_id] % one_in != 0

    def _tell(self, *, busy: bool) -> None:
        """One line when it begins, and one with the sums when it is over."""
        if busy and not self._busy:
            log.warning("too much waits to be scored: edited messages are not scored again for now")
        elif self._busy and not busy:
            log.warning(
                "everything is scored again; %d messages and %d edits were not",
                self._since["message"],
                self._since["edit"],
            )
            self._since.clear()
        self._busy = busy
