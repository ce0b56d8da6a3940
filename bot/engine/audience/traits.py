"""The traits that come with the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from bot.api.boards.audience import Known, Trait, Values
from bot.api.errors import TownhallError
from bot.api.port.archive import IMPORTED
from bot.api.services import Clock, Directory, Roles
from bot.api.text import T
from storage.activity import PersonHere

from .sources import Sources
from .standing import STANDINGS, standing

WRITES_FIRST = frozenset({"discord", "local"})
"""Where a bot may begin a private conversation; elsewhere the person must have begun it."""

_FIRST = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "tr", "uk", "ru")


@lru_cache(maxsize=1000)
def languages(locale: str | None) -> frozenset[str]:
    """The words for the language of a locale: "de-AT" is "de", "German" and "Deutsch"."""
    if locale is None:
        return frozenset()
    tag = locale.replace("_", "-").partition("-")[0].lower()
    try:
        locale_ = Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return frozenset({tag})
    names = (locale_.get_language_name("en"), locale_.get_language_name(tag))
    return frozenset({tag, *filter(None, names)})


@cache
def _all_languages() -> tuple[str, ...]:
    """Names, the most usual first, then codes. Takes most of a second the first time."""
    names = {code: str(name) for code, name in Locale("en").languages.items() if len(code) == 2}
    codes = [*_FIRST, *sorted(names.keys() - set(_FIRST))]
    # as each is called by those who speak it: "Deutsch"
    own = (name for code in codes for name in sorted(languages(code) - {code, names[code]}))
    return (*(names[code] for code in codes), *codes, *own)


class OwnTraits:
    """Makes them; see docs/audiences.md for what each says."""

    def __init__(self, sources: Sources, roles: Roles, directory: Directory, clock: Clock) -> None:
        self._sources = sources
        self._roles = roles
        self._directory = directory
        self._clock = clock

    def all(self) -> tuple[Trait, ...]:
        """By what they need to read."""
        return (
            Trait("joined", "time", T("when they came"), self._people(_came)),
            Trait(
                "platform",
                "words",
                T("where they are"),
                self._people(lambda one: one.platforms),
                self._platforms,
            ),
            Trait(
                "language",
                "words",
                T("the language of their app"),
                self._people(lambda one: languages(one.locale)),
                self._all_languages,
            ),
            Trait(
                "reachable",
                "flag",
                T("the bot may write to them in private"),
                self._people(
                    lambda one: bool(one.direct - WRITES_FIRST or one.platforms & WRITES_FIRST)
                ),
            ),
            Trait(
                "activity",
                "words",
                T(
                    "how they take part, the first that fits: new (came within 14 days), lurker"
                    " (never wrote), back (wrote again after four weeks of silence), regular (wrote"
                    " on 8 of the last 28 days), slipping (wrote, and now hardly does), active"
                    " (wrote within 7 days), quiet (everybody else)"
                ),
                self._standings,
                self._all_standings,
            ),
            Trait(
                "messages", "number", T("messages they wrote in the last 28 days"), self._messages
            ),
            Trait(
                "role", "words", T("a role or tag they have"), self._roles_held, self._role_names
            ),
        )

    def _people(self, value: Callable[[PersonHere], Known]) -> Values:
        async def values(community_id: int) -> Mapping[int, Known]:
            here = await self._sources.here(community_id)
            return {id_: value(one) for id_, one in here.items()}

        return values

    async def _platforms(self, community_id: int) -> Sequence[str]:
        return sorted({space.platform for space in await self._directory.spaces(community_id)})

    async def _all_languages(self, community_id: int) -> Sequence[str]:
        """All there are: which of them somebody speaks would tell who."""
        return await asyncio.to_thread(_all_languages)

    async def _standings(self, community_id: int) -> Mapping[int, Known]:
        now = self._clock.now()
        presences = await self._sources.presences(community_id)
        return {id_: standing(presence, now) for id_, presence in presences.items()}

    async def _all_standings(self, community_id: int) -> Sequence[str]:
        return STANDINGS

    async def _messages(self, community_id: int) -> Mapping[int, Known]:
        presences = await self._sources.presences(community_id)
        return {id_: presence.messages for id_, presence in presences.items()}

    async def _roles_held(self, community_id: int) -> Mapping[int, Known]:
        return dict(await self._roles.held(community_id))

    async def _role_names(self, community_id: int) -> Sequence[str]:
        """Empty, so that any word will do, where one platform has free tags or does not answer."""
        found: set[str] = set()
        for space in await self._directory.spaces(community_id):
            if space.platform == IMPORTED:
                continue
            try:
                names = await self._roles.names(space)
            except TownhallError:
                return ()
            if not names:
                return ()
            found.update(names)
        held = await self._roles.held(community_id)
        return sorted(found.union(*held.values()))


def _came(one: PersonHere) -> int:
    return one.met_at if one.joined_at is None else one.joined_at
