"""What greetings need, for `/doctor`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.checks import Check, Look
from bot.api.services import Configs, Directory
from bot.api.text import CommandHint, T

from ..config import WelcomeConfig


def a_place_to_greet(configs: Configs, directory: Directory) -> Look:
    """Unless greetings are private only."""

    async def look(community_id: int) -> Sequence[Check]:
        private = configs.of(WelcomeConfig, community_id).where == "private"
        if private or await directory.place(community_id, "general"):
            return ()
        return (
            Check(
                False,
                T("There is no channel to greet newcomers in."),
                T("Whoever joins hears nothing from me."),
                T("Type {command} there.", command=CommandHint("settings channel", "general")),
            ),
        )

    return look
