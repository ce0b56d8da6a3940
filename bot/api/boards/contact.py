"""How often one person may be written to, and when: the contact policy that all cogs share.

Who sends something to one person by itself (not as an answer to what they just did, and not about
moderation) asks here first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal, Protocol

from ..model import Member
from ..reply import Button, Payload

Topic = Literal["welcome", "sequences", "announcements", "events", "introductions", "ideas"]
TOPICS: tuple[Topic, ...] = (
    "welcome",
    "sequences",
    "announcements",
    "events",
    "introductions",
    "ideas",
)


@dataclass(frozen=True, slots=True)
class Leave:
    """May a message go out? `granted`: yes, now. `at`: not before then (UTC ms; quiet hours, or the
    week's messages are used up): ask again then. Neither: never, they have stopped these."""

    granted: bool
    at: int | None = None

    @property
    def refused(self) -> bool:
        """They have stopped it: do not ask again."""
        return not self.granted and self.at is None


@dataclass(frozen=True)
class StopContact(Payload, tag="contact.stop"):
    """One tap: no more messages of this topic."""

    topic: str


class ContactPolicy(Protocol):
    """What the cog with the policy pins on the board."""

    async def ask(self, member: Member, topic: Topic, key: str, *, wanted: bool) -> Leave:
        """See `Contact.ask`."""

    async def zone(self, member: Member) -> tzinfo:
        """See `Contact.zone`."""


class Contact(Protocol):
    """The board between cogs that write to people and the one that keeps their wishes.

    Without an enabled policy everything is granted and zones are the community's.
    """

    def offer(self, cog: str, policy: ContactPolicy) -> None:
        """Keep people's wishes from now on; call it in the cog's `start`."""

    async def ask(self, member: Member, topic: Topic, key: str, *, wanted: bool = False) -> Leave:
        """Leave for one private message, counted in the same step when it is granted.

        `key` is the message's own name (use the outbox's key): asked for again it is granted again
        and not counted twice, so asking, being killed and asking again is right. `wanted` says
        that they asked for this very message (a reminder of an event they signed up for): then
        only a stop of the topic holds it back, and quiet hours.
        """

    async def zone(self, member: Member) -> tzinfo:
        """The member's own time zone, else the community's."""

    def stop(self, community_id: int, topic: Topic) -> Sequence[Button]:
        """The button "Stop these messages" to put under a message, in a row; empty where no enabled
        cog keeps wishes."""
