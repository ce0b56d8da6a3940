"""What the page needs of the platform that it stands in front of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Protocol

from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.hooks import HookHouse
from bot.api.port.pages import PageHouse
from bot.platforms.settings import LocalSettings

from ..world import World

Replay = Callable[[float], Awaitable[None]]


class Host(Protocol):
    """The local platform, as its page sees it."""

    name: ClassVar[str]
    settings: LocalSettings
    commands: Sequence[CommandInfo]
    menus: Sequence[MenuInfo]
    on_replay: Replay | None
    pages: PageHouse | None
    hooks: HookHouse | None

    @property
    def world(self) -> World:
        """The chat world."""

    def play(self, speed: float) -> None:
        """Start the replay; Refused while one runs."""
