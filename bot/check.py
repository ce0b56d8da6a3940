"""`townhall check`: what is right and what is wrong, in plain words, without starting the bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from rich.console import Console
from rich.text import Text

from bot.api.errors import TownhallError
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.platform import Finding, Platform
from bot.api.port.powers import Can
from bot.engine.loader import discover, on, powers_for
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from bot.settings import Settings
from bot.understanding.card import ModelError
from bot.understanding.choice import describe
from storage.database import StorageError
from storage.database.probe import probe

PATIENCE_S = 30.0


async def check(settings: Settings, out: Console, *, well: bool = True) -> bool:
    """Print every finding under its heading; True when all is well, with what came before it."""
    from bot.parts import platforms_of

    out.print(line(Finding(True, "The settings are right.")))
    out.print(line(database := await _database(settings)))
    out.print(line(toxicity := await asyncio.to_thread(_toxicity, settings)))
    well = well and database.ok and toxicity.ok
    wanted = powers_for(on(discover(), settings.cogs))
    for platform in platforms_of(settings):
        platform.remember(_configured(settings, platform.name))
        out.print(Text(f"\n{platform.name.capitalize()}", style="bold"))
        async for finding in _findings(platform, wanted):
            out.print(line(finding))
            well = well and finding.ok
    out.print()
    out.print("All is well." if well else "Please mend what is marked with ✗ and check again.")
    return well


def _configured(settings: Settings, platform: str) -> list[NativeChannel]:
    """The spaces that the settings name, for platforms that do not list them to a bot."""
    addresses = [address for plan in settings.communities for address in plan.spaces]
    return [
        NativeChannel(native_id, "", NativeSpace(native_id, ""))
        for name, _, native_id in (address.partition(":") for address in addresses)
        if name == platform
    ]


async def _database(settings: Settings) -> Finding:
    try:
        return Finding(True, await probe(settings.storage.url))
    except StorageError as error:
        return Finding(False, str(error))


def _toxicity(settings: Settings) -> Finding:
    chosen = settings.understanding
    try:
        return Finding(True, describe(chosen.toxicity, chosen.detoxify_folder))
    except ModelError as error:
        return Finding(False, str(error))


async def _findings(platform: Platform, wanted: Can) -> AsyncIterator[Finding]:
    try:
        for finding in await asyncio.wait_for(platform.check(wanted), PATIENCE_S):
            yield finding
    except TownhallError as error:
        yield Finding(False, str(error))
    except (OSError, TimeoutError) as error:
        yield Finding(
            False,
            f"{platform.name.capitalize()} could not be reached ({type(error).__name__}): check "
            "the network of this machine and api_url.",
        )
    except Exception as error:  # its own words may hold the token
        yield Finding(
            False,
            f"What answers at api_url is not {platform.name.capitalize()}: {type(error).__name__}. "
            "Check api_url, or what stands between it and this machine.",
        )


def line(finding: Finding) -> Text:
    """A finding as it is printed."""
    mark = ("✓ ", "green") if finding.ok else ("✗ ", "bold red")
    return Text.assemble(("• ", "yellow") if finding.notice else mark, words(finding))


def words(finding: Finding) -> str:
    """A finding in plain words, as a terminal shows them."""
    renderer = Renderer(Catalogue())
    return renderer.plain(finding.text, locale="en", zone="UTC", platform="terminal", now=0)
