"""What happened before the bot came: exports and logs, taken in without a word of their text."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from bot.settings import Settings


async def bring(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """`townhall import`, whatever `chosen.source` is. Whether there was nothing to complain of."""
    from bot.api.errors import SetupError

    word = str(chosen.source).casefold()
    if chosen.source.exists() or word not in ("discord", "telegram"):
        from .importing import bring as from_files

        return await from_files(settings, chosen, out)
    if word == "telegram":
        raise SetupError(
            "Telegram shows a bot nothing of what was before it: export the chat with Telegram "
            "Desktop (three dots > Export chat history > JSON), and import its result.json."
        )
    if chosen.dry_run:
        raise SetupError("What Discord would give is only known by asking it: leave out --dry-run.")
    from .backfill import fetch

    return await fetch(settings, chosen, out)
