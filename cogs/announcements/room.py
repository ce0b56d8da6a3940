"""What all rooms of announcements share."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.services import Audit, Clock, Directory, Outbox
from bot.api.text import CommandHint, T

from .desk import AnnouncementDesk
from .model import Announcement
from .posting.sending import Sending
from .store import AnnouncementStore

CHANGED = T(
    "This has changed meanwhile. Please look at it again with {command}.",
    command=CommandHint("announcements list"),
)
# may still be reworded and taken back
GOES_OUT = ("planned", "missed", "done")


class Room:
    """The cog provides these."""

    _store: AnnouncementStore
    _desk: AnnouncementDesk
    _sending: Sending
    _directory: Directory
    _outbox: Outbox
    _audit: Audit
    _clock: Clock

    async def _one(self, ctx: Context, id_: int) -> Announcement:
        of = await self._store.get(ctx.community.id, id_)
        if of is None:
            raise UserError(T("There is no announcement #{id}.", id=id_))
        return of

    async def _record(self, ctx: Context, action: str, id_: int) -> None:
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"announcement:{id_}"
        )
