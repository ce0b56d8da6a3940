"""Who asked to be forgotten: asked by all that looks into the past, before it takes anybody in."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.api.errors import SetupError
from bot.api.services import Secrets
from storage.people import People
from storage.people.tombstones import made_with, mark

log = logging.getLogger(__name__)

KEY = "tombstones"


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

    async def trouble(self) -> str | None:
        """A sentence for the owner when tombstones match nobody, as their key is lost."""
        marks = await self._people.marks()
        if not marks:
            return None
        key = await self.key() if KEY in await self._secrets.names() else None
        lost = sum(key is None or not made_with(key, one) for one in marks)
        if not lost:
            return None
        return (
            f"{lost} of {len(marks)} accounts that were forgotten cannot be recognised in imports "
            f"or restored backups, as the key that their tombstones were made with is lost: put "
            f"{KEY}.key back into the folder of the keys."
        )
