"""The port: what a platform adapter must do, may do, and where its limits are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import ClassVar

from bot.api.boards.checks import Check
from bot.api.errors import Unsupported
from bot.api.people import Level
from bot.api.port.archive import Archive
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.hooks import HookHouse
from bot.api.port.inbound import InButton, InForm, InMenu, InMessage, Sink
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.outgoing import Outgoing, Responder
from bot.api.port.pages import PageHouse
from bot.api.port.powers import EVERYTHING, POWERS, Can
from bot.api.port.returning import Returns
from bot.api.services.calendars import Occasion
from bot.api.text import Text, joined


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the platform; the engine folds text and buttons to fit.

    `text` and `caption` are characters (of what is shown); `thread` those of a thread's name, 0
    where there are no threads.
    """

    text: int
    caption: int
    buttons_per_row: int
    rows: int
    label: int
    file_bytes: int
    thread: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `townhall check`: fine, or what is wrong and how to mend it. `early` where it is
    no fault as long as somebody is still setting up; `notice` as in `Check`."""

    ok: bool
    text: Text
    early: bool = False
    notice: bool = False

    @classmethod
    def of(cls, check: Check) -> Finding:
        """What `/doctor` tells in several lines, as one."""
        told = joined([check.what, check.why, check.mend], " ")
        return cls(check.ok, told, notice=check.notice)


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivered message: its channel's and its own native id."""

    channel: str
    native_id: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """A connection, now: whether events can flow, the seconds of its last heartbeat (None where
    there is none), and events that have come and were not handed over yet."""

    connected: bool
    latency_s: float | None = None
    waiting: int = 0


class Platform(ABC):
    """One connected platform. All calls raise only the errors of `errors.py`.

    Ids are native. `space` is a native space id; `channel` a native channel id.
    """

    name: ClassVar[str]
    limits: ClassVar[Limits]
    text_commands: ClassVar[bool] = False
    """True where commands arrive as plain text and the engine parses them."""

    redelivers: ClassVar[bool] = False
    """True where events that could not be stored come again when `receive_many` raises."""

    one_role: ClassVar[bool] = False
    """True where a role takes the place of the one that somebody had (Telegram's tags)."""

    tells_private: ClassVar[bool] = True
    """False where the platform does not say whether members can read a channel (Telegram)."""

    @property
    def can(self) -> Can:
        """The optional powers of this adapter: those whose method it overrides."""
        powers = Can.NONE
        for method, power in POWERS.items():
            if getattr(type(self), method) is not getattr(Platform, method):
                powers |= power
        return powers

    @abstractmethod
    async def start(
        self, sink: Sink, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]
    ) -> None:
        """Connect and return once events flow; keep connected until `stop`. SetupError when the
        token or settings are wrong; network trouble is retried inside, with back-off."""

    @abstractmethod
    async def stop(self) -> None: ...

    @abstractmethod
    async def send(self, channel: str, out: Outgoing) -> Sent: ...

    @abstractmethod
    async def delete(self, channel: str, native_id: int) -> None:
        """Gone when it is not there any more."""

    @abstractmethod
    async def level(self, space: str, user: str) -> Level:
        """Asked of the platform (a cache of some seconds, dropped on its change events, is fine).
        A person who is not there is a MEMBER."""

    @abstractmethod
    async def check(self, wanted: Can = EVERYTHING) -> Sequence[Finding]:
        """Token, intents, rights, invite link: in plain words, without starting. Rights that only
        powers outside `wanted` make use of are not asked for."""

    async def rights(self, spaces: Sequence[str], wanted: Can) -> Sequence[Check]:
        """What the bot may see and do as a whole and in each of these spaces: what it lacks, and
        what it has beyond its needs. Works while started; like `check`, which tells it too."""
        return ()

    async def lacks(self, channel: str) -> Sequence[str]:
        """The rights that the bot lacks to post in a channel, as the platform calls them; nothing
        is posted. Gone when the bot cannot see it."""
        return ()

    async def spaces(self) -> Sequence[NativeSpace]:
        """Where the bot is, as far as the platform tells it; works before `start`, like `check`.
        SetupError when the platform refuses, ConnectionError when it does not answer."""
        return ()

    def pulse(self) -> Pulse:
        """How the connection is; asks nobody. Events always flow where there is no network."""
        return Pulse(True)

    def remember(self, channels: Iterable[NativeChannel]) -> None:  # noqa: B027 - most need not
        """Channels met in earlier runs, given before `start` or `check`, for platforms that do
        not list to a bot where it is (Telegram). By default they are not needed."""

    def show_pages(self, house: PageHouse) -> None:  # noqa: B027 - most cannot
        """The cogs' web pages, given before `start`, for a platform with a web page of its own."""

    def tell_returns(self, returns: Returns) -> None:  # noqa: B027 - most need not
        """Whom to tell of coming back, given before `start`, for a platform that does not keep
        what happens while nobody listens, and shows its past (`archive`)."""

    def show_hooks(self, house: HookHouse) -> None:  # noqa: B027 - most cannot
        """What other programs may post to, given before `start`, for such a platform too."""

    async def edit(self, channel: str, native_id: int, out: Outgoing) -> None:
        """Change a message of ours; unchanged content is not an error."""
        raise Unsupported("edit")

    async def send_direct(self, user: str, out: Outgoing) -> Sent:
        """A direct message; CannotReach when the person does not take any."""
        raise Unsupported("direct messages")

    async def open_direct(self, user: str) -> NativeChannel | None:
        """The direct-message channel with someone, without writing to them, if known."""
        return None

    async def react(self, channel: str, native_id: int, emoji: str) -> None:
        """Set a reaction of the bot."""
        raise Unsupported("reactions")

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        """Keep someone from writing for a while."""
        raise Unsupported("time-outs")

    async def lift_time_out(self, space: str, user: str) -> None:
        """Let someone write again; nothing happens when they are not timed out."""
        raise Unsupported("time-outs")

    async def kick(self, space: str, user: str, reason: str) -> None:
        """Remove someone; they may come back."""
        raise Unsupported("kicks")

    async def ban(self, space: str, user: str, reason: str) -> None:
        """Remove someone for good."""
        raise Unsupported("bans")

    async def unban(self, space: str, user: str) -> None:
        """Let someone come back; nothing happens when they are not banned."""
        raise Unsupported("bans")

    async def keyword_rule(self, space: str, name: str, words: Sequence[str]) -> None:
        """Have the platform itself block messages with these words: one rule of ours by that
        name is made, changed, or without words deleted. UserError when the words do not fit."""
        raise Unsupported("word rules")

    async def close_door(self, space: str) -> str:
        """Make it slow for newcomers to take part; returns the former state for `open_door`.

        Called on a closed door it returns the closed state: the caller keeps the first answer.
        """
        raise Unsupported("a slow door")

    async def open_door(self, space: str, former: str) -> None:
        """Back to the state that `close_door` returned, unless somebody has changed it since."""
        raise Unsupported("a slow door")

    async def approve_join(self, space: str, user: str) -> None:
        """Let in someone who asked; Gone when the request is no longer open."""
        raise Unsupported("requests to join")

    async def decline_join(self, space: str, user: str) -> None:
        """Turn away someone who asked; Gone when the request is no longer open."""
        raise Unsupported("requests to join")

    async def open_thread(self, channel: str, native_id: int, name: str) -> NativeChannel:
        """A thread, or a topic of a forum, to talk about a message. One that bears the message's
        own number (Discord) is found again by a second call; others are opened anew each time."""
        raise Unsupported("threads")

    async def make_channel(
        self, space: str, name: str, *, private: bool, reason: str
    ) -> NativeChannel:
        """A channel for text of that name (lower case, no spaces), `private` for moderators only;
        where one of that name stands, that one as it is. `reason` is for the platform's own log. A
        repeated call makes no second one. UserError when one stands that the bot cannot see."""
        raise Unsupported("making channels")

    async def role_names(self, space: str) -> Sequence[str]:
        """The roles that the bot could give: none with rights over others. Empty where any text
        will do."""
        raise Unsupported("roles")

    async def give_role(self, space: str, user: str, role: str) -> str:
        """Give a role by its name in any case, and return the name as the platform writes it.
        UserError when there is none, or none without rights over others."""
        raise Unsupported("roles")

    async def take_role(self, space: str, user: str, role: str) -> None:
        """Take a role away; nothing happens when they do not have it."""
        raise Unsupported("roles")

    async def put_event(self, space: str, occasion: Occasion, former: str | None) -> str:
        """Enter an event in the calendar, or change the entry `former`, which is made anew when
        it is gone; its id. A repeated call makes no second entry."""
        raise Unsupported("a calendar")

    async def cancel_event(self, space: str, entry: str) -> None:
        """Take an event out of the calendar; nothing happens when it is gone."""
        raise Unsupported("a calendar")

    def archive(self) -> AbstractAsyncContextManager[Archive]:
        """Read what was before the bot. Needs no `start`; entering it logs in, with SetupError when
        the token is wrong."""
        raise Unsupported("an archive")

    async def history(self, channel: str, around: int, count: int) -> Sequence[InMessage]:
        """Up to `count` messages before and after `around`, oldest first."""
        raise Unsupported("history")

    async def revive(self, event: InMessage | InMenu | InButton | InForm) -> Responder:
        """How to answer what was taken in before a restart (its `responder` is None). Returns once
        the platform can be reached; Gone when there is nobody to answer any more."""
        raise Unsupported("answers after a restart")
