"""Boards between cogs: one pins, another reads, and neither knows the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.api.boards.apart import Apart
from bot.api.boards.audience import Audiences
from bot.api.boards.checks import Checks
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.boards.headings import Headings
from bot.api.boards.hooks import Hooks
from bot.api.boards.polling import Polling
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.privacy.retention import Retention
from bot.api.boards.reports import Reports
from bot.api.services import Clock, Directory
from bot.engine.audience.sources import Sources

from .apart import ApartBoard
from .audience import AudienceBoard
from .checks import CheckBoard
from .consent import ConsentBoard
from .contact import ContactBoard
from .figures import Board
from .headings import HeadingBoard
from .hooks import HookBoard
from .polling import PollBoard
from .reports import ReportBoard
from .retention import RetentionBoard


def boards(
    enabled: Callable[[str, int], bool], directory: Directory, sources: Sources, clock: Clock
) -> dict[type[Any], Any]:
    """All boards, by the type that a cog asks for. `enabled(cog, community_id)` says whether a
    cog is switched on."""
    return {
        Figures: Board(enabled),
        Reports: ReportBoard(enabled),
        Polling: PollBoard(enabled),
        Hooks: HookBoard(enabled, directory, clock),
        Apart: ApartBoard(),
        Checks: CheckBoard(enabled),
        Headings: HeadingBoard(enabled),
        Consent: ConsentBoard(enabled),
        Contact: ContactBoard(enabled, directory),
        Retention: RetentionBoard(enabled),
        Audiences: AudienceBoard(enabled, sources, clock),
    }
