"""Polls that one cog asks another for, without knowing it (a challenge lets a community decide)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import ConfigDict, TypeAdapter, with_config

MAX_QUESTION = 200
MAX_OPTION = 80

Kind = Literal["single", "multiple", "ranked"]
Secrecy = Literal["open", "private", "anonymous"]
Verdict = Literal["nobody", "no_quorum", "passed", "failed", "decided", "tie"]
"""nobody: nobody voted. no_quorum: fewer than `Wanted.quorum`, and nothing is decided. passed and
failed: whether the winner reached `Wanted.threshold`, only where that was asked. decided: there is
a winner. tie: so, but by lot."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A poll that a cog asks for. Who may ask is for that cog to say, and checked by nobody else.

    `key` is the cog's own name for the poll ("ideas:challenge:7"): asked for again under the same
    key in the same community, it is the same poll, whatever else is said then. So asking again
    after a crash is right, and a double click harmless.

    `asker_id` is named on the card and may end the poll. The card stands in `channel_id` and in the
    main channel of every other space, or with None in the main channel of every space; what is
    asked in a private channel or that of the moderators stays there.
    """

    community_id: int
    key: str
    asker_id: int
    question: str  # at most MAX_QUESTION characters
    options: Sequence[str]  # 2 to `Polling.most_options`, at most MAX_OPTION characters, different
    closes_at: int  # UTC milliseconds, to come
    channel_id: int | None = None
    kind: Kind = "ranked"
    secrecy: Secrecy = "private"
    hidden: bool = True  # counts are shown only at the end
    voters: Sequence[int] | None = None
    """A jury: the only members who may vote. The card says how many they are, nothing who."""
    quorum: int = 0  # people who must have voted
    threshold: int = 0  # percent of the voters that the winner must have
    remind: bool = False  # who may vote and has not is told once, privately
    then: str = ""
    """Name of the `@task` that is run with the `Outcome` once the poll is closed."""


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a poll: the data of the task that `Wanted.then` names, read with `of`.

    `ranking` has all options by position, the best first; those that are level stand together. The
    first is the winner alone, if need be by the lot that the poll's record publishes. Ranked: the
    later an option left the run-off, the better. Empty when nobody voted. Look at `verdict` first:
    of no_quorum and failed, too, there is a ranking.

    `counts` are votes by option; ranked: what each had in the last round that it was in. `eligible`
    is the size of the jury, None when everybody could vote. `key` is that of `Wanted`.
    """

    community: int
    poll: int
    key: str
    verdict: Verdict
    ranking: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]
    voters: int
    eligible: int | None = None

    @property
    def winner(self) -> int | None:
        """The option that was decided for; None when nothing was."""
        decided = self.verdict in ("decided", "tie", "passed")
        return self.ranking[0][0] if decided and self.ranking else None

    def to_data(self) -> dict[str, Any]:
        """As a task carries it."""
        data: dict[str, Any] = _OUTCOME.dump_python(self, mode="json")
        return data

    @staticmethod
    def of(data: Mapping[str, Any]) -> Outcome:
        """What a task carried; ValueError for anything else."""
        return _OUTCOME.validate_python(data)


_OUTCOME = TypeAdapter(Outcome)


class Pollster(Protocol):
    """What a cog that holds polls pins on the board."""

    def most_options(self, community_id: int) -> int:
        """See `Polling.most_options`."""

    async def open(self, wanted: Wanted) -> int:
        """See `Polling.open`."""

    async def close(self, community_id: int, poll: int) -> bool:
        """See `Polling.close`."""


class Polling(Protocol):
    """The board between cogs that want a poll and the one that holds polls.

    The task `Wanted.then` runs at least once for each poll, also when the bot was killed while the
    poll closed, and may run again: it must be right the second time too.
    """

    def offer(self, cog: str, pollster: Pollster) -> None:
        """Hold polls from now on; call it in the cog's `start`."""

    def available(self, community_id: int) -> bool:
        """Whether an enabled cog holds polls there."""

    def most_options(self, community_id: int) -> int:
        """How many options a poll may have there; 0 when no enabled cog holds polls."""

    async def open(self, wanted: Wanted) -> int | None:
        """Ask; the poll's number, or None when no enabled cog holds polls there. UserError when it
        cannot be asked: words too long, an option twice, an end that is past or too far, nobody
        who could vote, no channel for it."""

    async def close(self, community_id: int, poll: int) -> bool:
        """End a poll that a cog has asked for now, as at its time. False when it was closed before,
        there is none, or no enabled cog holds polls."""
