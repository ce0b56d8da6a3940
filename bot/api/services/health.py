"""How the bot itself is: what waits, what is given up when too much waits, what is connected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Work = Literal["edit", "message"]
"""What may be given up: scoring an edited message again, and scoring a new one."""


class Load(Protocol):
    """What there is no time for. Facts and commands are never given up, and no reader of this
    service decides about them."""

    def gives_up(self, what: Work, community_id: int) -> bool:
        """To be asked once for each text before it is scored. True when it is not to be scored;
        that is counted, and shown in `/status` and the metrics."""


@dataclass(frozen=True, slots=True)
class Link:
    """A connection to a platform: whether events can flow, the seconds of its last heartbeat (None
    where there is none), and events that have come and are not taken in yet."""

    connected: bool
    latency_s: float | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The bot, now; counts are since its start.

    `scored_in` says what is scored: 0 everything, 1 new messages and no edits, n > 1 one new
    message in n. `handlers` and `scores` wait, at most so many as their limits. `oldest_post_s` is
    how long a post has waited, None when none does; `overdue` are tasks late by over a minute;
    `unclear` posts may have arrived, and are not repeated; `slowed` is how often somebody who asked
    for too much was told to wait.
    """

    started_at: int
    links: Mapping[str, Link]
    taken: int
    handlers: int
    handlers_limit: int
    scores: int
    scores_limit: int
    model: bool
    scored_in: int
    unscored: int
    unscored_edits: int
    posts: int
    oldest_post_s: float | None
    failed_posts: int
    unclear_posts: int
    overdue: int
    incidents: int
    slowed: int = 0


class Health(Protocol):
    """The bot's own condition."""

    async def condition(self, community_id: int | None = None) -> Condition:
        """Posts, what was not scored and who was slowed are those of the community, or of all."""
