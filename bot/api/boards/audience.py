"""Who is meant: conditions over what is known of members, shared by all that take an audience.

A condition is a line that an owner can read aloud:

    new and not role "Trainer"
    interest is bouldering or ideas >= 1
    joined within 30 days and activity is not lurker
    segment regulars and not (platform is telegram)

Words are traits (`ideas`, `joined`); which there are, cogs pin on the board. docs/audiences.md has
the whole language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ..text import Text

SMALLEST_GROUP = 5
"""Groups of fewer people are never counted exactly, lest a count tells who is in it."""

Known = bool | int | str | frozenset[str]
Values = Callable[[int], Awaitable[Mapping[int, Known]]]
"""community_id -> what is known, by member id. Who is missing has no value: flags are off, numbers
0, and no word fits."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that a condition can ask about members.

    kind   value              written as
    flag   bool               `anonymous`, `not anonymous`
    number int                `ideas >= 2`, `ideas = 0`
    time   UTC ms             `joined within 30 days`, `joined over 2 weeks ago`
    words  str or set of str  `role Trainer`, `interest is "rope climbing"`, `interest is not yoga`

    `choices` are the words there can be, when that is known before: any other is then refused, with
    a sentence that says which there are. Without any, every word will do.
    """

    name: str  # one word, lower case, none of the language's own (and, is, within, new ...)
    kind: Literal["flag", "number", "time", "words"]
    description: Text
    values: Values
    choices: Callable[[int], Awaitable[Sequence[str]]] | None = None


Named = Callable[[int, str], Awaitable[str | None]]
"""(community_id, name) -> the condition of the segment with that name, in any case."""


class Audiences(Protocol):
    """The board where cogs pin traits, and where a condition becomes a set of members.

    An empty condition means everybody who is here. Bots, people who left every space, and those who
    asked to be forgotten are never meant. A name that no enabled cog offers any more makes
    the condition fail (UserError), it never widens it.
    """

    def offer(self, cog: str, *traits: Trait) -> None:
        """Pin traits; call it in the cog's `start`."""

    def offer_segments(self, cog: str, named: Named) -> None:
        """Pin the saved segments; call it in the cog's `start`."""

    def traits(self, community_id: int) -> Sequence[Trait]:
        """Everything that enabled cogs offer there, by name."""

    async def check(self, community_id: int, condition: str) -> None:
        """UserError, with the word that was not understood and what could stand there."""

    async def explain(self, community_id: int, condition: str) -> Text:
        """The condition in words, and below it what each trait in it says. UserError as for
        `check`."""

    async def members(self, community_id: int, condition: str) -> frozenset[int]:
        """Ids of the members who are meant now. UserError as for `check`."""

    async def includes(self, community_id: int, condition: str, member_id: int) -> bool:
        """Whether one member is meant now."""


def crowd(size: int) -> str:
    """A group's size as it may be shown: "12", or "<5" for a group of one to four ("0" tells
    nothing about anybody)."""
    return str(size) if size == 0 or size >= SMALLEST_GROUP else f"<{SMALLEST_GROUP}"
