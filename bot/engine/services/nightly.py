"""A backup every night, and owners who hear of one that failed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Protocol

from tzlocal import get_localzone

from bot.api.errors import TownhallError
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox
from bot.api.text import T
from bot.engine.scheduler import TableScheduler
from storage.backup import back_up, newest
from storage.database import StorageError
from storage.database.copying import Stopped

log = logging.getLogger(__name__)

LOOK_EVERY_S = 300
AGAIN_MS = 3_600_000
HOUR = 3


class BackupPlan(Protocol):
    """What the settings say of it: the database, the folder, and how many stay."""

    @property
    def url(self) -> str: ...
    @property
    def backup_folder(self) -> str: ...
    @property
    def backup_keep(self) -> int: ...


class NightlyBackup:
    """A backup each night; owners are told of one that failed.

    The folder itself says when the last one was made, so a night during which the bot was down is
    made good, and nothing else has to be remembered.
    """

    def __init__(
        self, plan: BackupPlan, directory: Directory, outbox: Outbox, clock: Clock
    ) -> None:
        self._url = plan.url
        self._folder = Path(plan.backup_folder)
        self._keep = plan.backup_keep
        self._directory = directory
        self._outbox = outbox
        self._clock = clock
        self._stop = Event()
        self._failed_at: int | None = None

    def join(self, scheduler: TableScheduler) -> None:
        """From now on the scheduler calls. It is a tick of its own: what is due waits for nothing
        that takes minutes."""
        scheduler.tick(self.look, LOOK_EVERY_S)

    def stop(self) -> None:
        """End one that is under way, for good."""
        self._stop.set()

    async def look(self) -> None:
        """Make one unless there is one since the last three o'clock of this machine."""
        now = self._clock.now()
        if self._failed_at is not None and now - self._failed_at < AGAIN_MS:
            return
        night = last_night(now)
        last = newest(self._folder)
        if last is not None and last >= night:
            return
        at = datetime.fromtimestamp(now / 1000, UTC)
        try:
            made = await back_up(self._url, self._folder, at, keep=self._keep, stop=self._stop)
        except Stopped:
            log.info("the backup was ended before it was whole; the next start makes another one")
        except StorageError as error:
            self._failed_at = now
            log.error("the nightly backup failed: %s", error)
            await self._tell_owners(night)
        else:
            self._failed_at = None
            log.info(
                "backed up and read back: %s (%.1f MB, %d rows, %.1f s)",
                *(made.path, made.size / 1e6, made.rows, made.seconds),
            )

    async def _tell_owners(self, night: datetime) -> None:
        """Once a night. The reason names files of the machine, so it stands in the log."""
        reply = Reply(
            T(
                "Last night's backup of my database failed. The reason is in my log, and I try "
                "again every hour. Please look at the disk and the folder for backups."
            )
        )
        try:
            for community in await self._directory.communities():
                for owner in await self._directory.staff(community.id, Level.OWNER):
                    key = f"backup:{night:%Y-%m-%d}:{owner.id}"
                    await self._outbox.tell(owner, reply, key=key)
        except (TownhallError, StorageError) as error:
            log.warning("owners could not be told: %s", type(error).__name__)


def last_night(now: int) -> datetime:
    """The last three o'clock in the time zone of this machine."""
    local = datetime.fromtimestamp(now / 1000, get_localzone())
    night = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return night if night <= local else night - timedelta(days=1)
