"""Where what is imported belongs: the space that the live bot knows, or will find."""

from __future__ import annotations

import argparse

from bot import at_rest
from bot.api.errors import SetupError
from bot.api.port.nouns import NativeSpace
from bot.engine.services.people.tombstones import Tombstones
from bot.engine.services.secrets import KeyFiles
from bot.settings import Settings
from storage.database import Database
from storage.people import CommunityRow, People

from .rows import Home


async def home_of(
    settings: Settings,
    db: Database,
    platform: str,
    native: NativeSpace,
    named: str | None,
    *,
    dry_run: bool = False,
) -> Home:
    """The space there already, or made in the community that the settings give it to, else in the
    one that was `named`, else in the only one. SetupError when that is not clear."""
    people = People(db)
    every = await people.communities()
    space = await people.space(platform, native.native_id)
    if space is not None:
        community = next(c for c in every if c.id == space.community_id)
        if named is not None and named.strip().casefold() != community.name.casefold():
            raise SetupError(
                f'"{space.name}" belongs to the community "{community.name}" already: leave '
                "--community out."
            )
        return Home(community, platform, space)
    address = f"{platform}:{native.native_id}"
    community = _planned(settings, every, address) or at_rest.chosen(every, named)
    if not dry_run:
        space = await people.ensure_space(community.id, platform, native.native_id, native.name)
    return Home(community, platform, space)


def skipped(settings: Settings, chosen: argparse.Namespace) -> frozenset[str]:
    """Names and ids of accounts that do not count, in lower case: those named, and on Telegram,
    which marks no bots in its exports, our own."""
    own = settings.platforms.telegram.token.get_secret_value().partition(":")[0]
    named = [one.strip().casefold() for one in (chosen.bots or "").split(",")]
    return frozenset(one for one in (*named, own) if one)


def tombstones_of(settings: Settings, db: Database) -> Tombstones:
    """Who is not to be brought back."""
    return Tombstones(People(db), KeyFiles(settings.storage.keys_folder))


def _planned(settings: Settings, every: list[CommunityRow], address: str) -> CommunityRow | None:
    plan = next((p for p in settings.communities if address in p.spaces), None)
    return next((c for c in every if plan is not None and c.key == plan.name), None)
