"""The chat-like test language: one set of verbs, three platforms behind it.

A `Rig` is a platform with a world behind it (the local chat, or a server that speaks Discord's or
Telegram's protocol). Its space has the channels general, ideas, support and moderators (the last
one readable by moderators only). `Actor`s are people in it:

    ana = await rig.person("Ana")
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    poll = await ana.sees("general", "Which cake?")
    await ana.click(poll, "Apple")
    await ana.told("You voted for Apple")

Every wait is for a condition and raises AssertionError, telling what was seen, after `TIMEOUT` s.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.api.people import Level
from bot.api.port.platform import Platform

TIMEOUT = 30.0
"""Long: on a machine that does much else a bot may take its time, and who waits for what does come
does not wait longer for it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person sees it: plain words, button labels, files.

    `channel` is the short channel name ("general"), or "private" for what only one person sees
    (ephemeral answer, direct message or alert).
    """

    channel: str
    native_id: int
    text: str
    author: str
    buttons: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    handle: object = field(default=None, compare=False, repr=False)
    """The rig's own object, for clicks on private messages and the like."""


class Actor(ABC):
    """A person in the rig's world."""

    name: str
    native_id: str

    @abstractmethod
    async def say(self, channel: str, text: str, *, reply_to: Seen | None = None) -> Seen:
        """Write in a channel ("general"), or to the bot directly (channel "private")."""

    @abstractmethod
    async def address(self, channel: str, other: Actor, text: str) -> Seen:
        """Write in a channel, beginning with a mention of somebody ("@Ben ...")."""

    @abstractmethod
    async def edit(self, message: Seen, text: str) -> None: ...

    @abstractmethod
    async def delete(self, message: Seen) -> None: ...

    @abstractmethod
    async def command(
        self,
        path: str,
        *,
        channel: str = "general",
        reply_to: Seen | None = None,
        **options: object,
    ) -> None:
        """Use a command: real slash command on Discord, typed text elsewhere.

        Options are given by name: str, int, bool, or an Actor for a member option.
        """

    @abstractmethod
    async def menu(self, name: str, message: Seen) -> None:
        """Use a message-menu entry by its English name (a reply with a command on Telegram)."""

    @abstractmethod
    async def click(self, message: Seen, label: str) -> None:
        """Press the button whose label contains `label`."""

    @abstractmethod
    async def fill(self, **answers: str) -> None:
        """Answer the form that was just shown (waits for it): a modal on Discord, one question
        after another where there are no forms. Fields left out are sent empty / skipped."""

    @abstractmethod
    async def react(self, message: Seen, emoji: str) -> None: ...

    @abstractmethod
    async def leave(self) -> None: ...

    @abstractmethod
    async def join(self) -> None: ...

    @abstractmethod
    async def sees(self, channel: str, containing: str, *, after: Seen | None = None) -> Seen:
        """Wait for a message of the bot in a channel whose current text contains the words."""

    @abstractmethod
    async def told(self, containing: str) -> Seen:
        """Wait for a private word of the bot to this person: ephemeral, direct or an alert."""

    @abstractmethod
    def told_so_far(self) -> Sequence[str]:
        """All private words of the bot to this person so far."""


class Rig(ABC):
    """A platform and its world; `platform` is made but not started."""

    name: str
    platform: Platform

    @abstractmethod
    async def open(self) -> None:
        """Start the world (server, ports). The bot is started by the fixture afterwards."""

    @abstractmethod
    async def close(self) -> None:
        """Stop the world; assert that no payload violated the platform's rules."""

    @abstractmethod
    def renew(self) -> None:
        """Make `platform` a fresh, unstarted adapter on the same world (the bot restarts)."""

    def keep_time(self, now: Callable[[], int]) -> None:  # noqa: B027 - only some worlds have one
        """Stamp what happens by this clock, where the world has a clock that can be set."""

    @abstractmethod
    async def person(self, name: str, level: Level = Level.MEMBER, *, joined: bool = True) -> Actor:
        """Add a person; with joined=False they are not in the space until `join()`.

        People added with joined=True were there before: no join event. Everybody can be written
        to privately (on Telegram they have started the bot).
        """

    @abstractmethod
    async def messages(self, channel: str) -> Sequence[Seen]:
        """What stands in a channel now, oldest first."""

    @abstractmethod
    async def wait_for(self, channel: str, containing: str) -> Seen:
        """Wait for a message in a channel, whoever reads it."""

    @property
    @abstractmethod
    def space_id(self) -> str:
        """Native id of the space."""

    @property
    def spaces(self) -> Sequence[str]:
        """Native ids of all spaces of the community on this platform."""
        return [self.space_id]

    @abstractmethod
    def timed_out(self, actor: Actor) -> bool:
        """Whether the platform keeps this person from writing now."""

    @abstractmethod
    def banned(self, actor: Actor) -> bool:
        """Whether the platform keeps this person from coming back."""


async def link(one: Actor, other: Actor) -> None:
    """The two accounts of one person."""
    await one.command("link")
    code = re.search(r"\b[A-Z0-9]{8}\b", (await one.told("/link")).text)
    assert code is not None
    await other.command("link", code=code[0])
    await other.told("now belong together")
