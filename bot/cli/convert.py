"""townhall convert CODE: note a sale by a referral or campaign code, as a shop's webhook does."""

from __future__ import annotations

import argparse
import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot import logs
from bot.api.errors import SetupError
from bot.settings import Settings, secrets_of

if TYPE_CHECKING:
    from storage.database import Database

NOTED, UNKNOWN = 0, 1


def register(
    commands: Any,
    settings_of: Callable[[str | None], tuple[Settings, bool]],
    out: Callable[[], Console],
) -> None:
    """Adds the command; `settings_of` reads the settings at a path, `out` is where it prints."""

    def run(chosen: argparse.Namespace) -> int:
        settings, _ = settings_of(chosen.config)
        logs.setup("error", secrets=secrets_of(settings))
        return NOTED if asyncio.run(convert(settings, chosen, out())) else UNKNOWN

    one = commands.add_parser("convert", help="note a sale by a referral or campaign code")
    one.add_argument("code", metavar="CODE", help="the code that the buyer gave")
    one.add_argument("--id", metavar="ID", help="the sale's own number; noted only once")
    one.add_argument(
        "--value", default="0", metavar="N", help="what it was worth, like 49.90 (default: 0)"
    )
    one.add_argument("--community", metavar="NAME", help="where there are several")
    one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
    one.set_defaults(command=run)


async def convert(settings: Settings, chosen: argparse.Namespace, out: Console) -> bool:
    """Note the sale; False for a code that is not in use. SetupError for what cannot be read. The
    bot may run meanwhile."""
    from bot import at_rest
    from cogs.referrals.selling import MOST_CODE, MOST_ID, BadSale, check_text, hundredths

    # a sale without a number of its own is always a new one
    outside_id = (f"cli-{secrets.token_hex(8)}" if chosen.id is None else chosen.id).strip()
    try:
        check_text("CODE", chosen.code, MOST_CODE)
        check_text("--id", outside_id, MOST_ID)
        cents = hundredths(chosen.value)
    except BadSale as error:
        raise SetupError(str(error).replace('"value"', "--value")) from None
    async with at_rest.opened(settings) as db:
        return await _note(db, chosen, outside_id, cents, out)


async def _note(
    db: Database, chosen: argparse.Namespace, outside_id: str, cents: int, out: Console
) -> bool:
    from bot import at_rest
    from bot.engine.clock import SystemClock
    from cogs.referrals.model import plain
    from cogs.referrals.store import CodeStore
    from storage.people import People

    community = at_rest.chosen(await People(db).communities(), chosen.community)
    now = SystemClock().now()
    done = await CodeStore(db).convert(
        community.id, chosen.code, outside_id=outside_id, hundredths=cents, at=now
    )
    word = plain(chosen.code)
    said = {
        "noted": f"✓ Noted for {community.name}: a sale by the code {word}.",
        "again": f"✓ The sale {outside_id} was noted before; nothing has changed.",
        "unknown": f"✗ {community.name} has no code {word} in use: see /codes list.",
    }[done]
    out.print(said, markup=False, emoji=False)
    return done != "unknown"
