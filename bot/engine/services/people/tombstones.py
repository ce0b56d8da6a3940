"""Who asked to be forgotten: asked by all that looks into the past, before it takes anybody in."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.api.errors import SetupError
from bot.api.services import Secrets
from storage.people import People
from storage.people.tombstones import made_with, mark

log = logging.getLogger(__name__)

KEY = "tombstones"


@dataclass(frozen=True, slots=True)
class Recognised:
    """`lost` of the `all` tombstones match nobody, as the key that they were made with is not the
    one that is there. `broken` says why that one cannot be used, where it cannot."""

    all: int
    lost: int
    broken: str | None


async def recognised(secrets: Secrets, marks: Collection[bytes]) -> Recognised:
    """How it stands with these tombstones; no key is made."""
    key, broken = None, None
    try:
        if KEY in await secrets.names():
            key = await secrets.secret(KEY)
    except SetupError as error:
        broken = str(error)
    lost = sum(key is None or not made_with(key, one) for one in marks)
    return Recognised(len(marks), lost, broken)


class Tombstones:
    """The tombstones of an installation, with the key to them."""

    def __init__(self, people: People, secrets: Secrets) -> None:
        self._people = people
        self._secrets = secrets

    async def key(self) -> bytes | None:
        """The key, made when it is first needed. None when it cannot be read: nobody's wish to be
        forgotten waits for a file to be mended."""
        try:
            return await self._secrets.secret(KEY)
        except SetupError as error:
            log.error("Who was forgotten cannot be recognised in imports: %s", error)
            return None

    async def erased_at(
        self, community_id: int, platform: str, native_ids: Iterable[str]
    ) -> dict[str, int]:
        """When those of the accounts were erased that were (UTC ms), by native id. They may be back
        since."""
        if not await self._people.any_tombstone() or (key := await self.key()) is None:
            return {}
        marks = {mark(key, community_id, platform, native): native for native in native_ids}
        found = await self._people.buried(marks)
        return {marks[one]: at for one, at in found.items()}

    async def state(self) -> Recognised:
        """How it stands with all of them."""
        return await recognised(self._secrets, await self._people.marks())

    async def trouble(self) -> str | None:
        """A sentence for the owner when tombstones match nobody or none can be put up."""
        found = await self.state()
        if found.broken is not None:
            return f"Who was forgotten cannot be recognised in imports or backups. {found.broken}"
        if not found.lost:
            return None
        return (
            f"{found.lost} of {found.all} accounts that were forgotten cannot be recognised in "
            f"imports or restored backups, as the key that their tombstones were made with is "
            f"lost: put {KEY}.key back into the folder of the keys."
        )
