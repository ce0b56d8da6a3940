"""The rota: whose turn it is to look at an alert, and who is next when no answer comes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.api.errors import UserError
from bot.api.model import Member, zone_of
from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import Join, Length, T, Text, lines

from ..alerts.model import Alert
from ..cards.payloads import Show
from ..cards.wording import headline
from ..config import SafetyConfig
from .store import ActionStore, RotaStore

TASK = "safety.rota"
DAY_MINUTES = 1440
_HOUR = r"\s*(\d{1,2})(?:[:.](\d{2}))?\s*"
QUIET = re.compile(f"{_HOUR}(?:-|–|to|bis){_HOUR}")


def quiet_hours(typed: str) -> tuple[int, int] | None:
    """Minutes after midnight of "22:00-07:00" or "22-7"; None of nothing."""
    if not typed.strip():
        return None
    found = QUIET.fullmatch(typed)
    if found is not None:
        hours = [int(part or 0) for part in found.groups()]
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        fits = max(hours[1], hours[3]) < 60 and max(start, end) <= DAY_MINUTES
        if fits and (start - end) % DAY_MINUTES:
            return start % DAY_MINUTES, end % DAY_MINUTES
    raise UserError(T("I do not understand these hours. Please write them like 22:00-07:00."))


class Rota:
    """Asks one moderator after another, so that it is clear who should look."""

    def __init__(
        self,
        store: RotaStore,
        actions: ActionStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self.store = store
        self._actions = actions
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    async def ask(self, alert: Alert, skipped: Sequence[int] = ()) -> Alert:
        """Ask whoever's turn it is; the alert as it is now.

        Nobody awake: everybody is asked (`asked_at` without `asked_id`). A community without a
        rota: nothing changes, unless somebody to whom it was handed over did not answer. `skipped`
        have been asked about this alert already.
        """
        turns = await self.store.turns(alert.community_id)
        if not turns and alert.asked_id is None:
            return alert
        now, minute = self._clock.now(), await self._minute(alert.community_id)
        staff = await self._staff(alert, Level.MODERATOR)
        fitting = [t.member_id for t in turns if t.member_id in staff and t.awake(minute)]
        among = [member_id for member_id in fitting if member_id not in skipped]
        chosen = await self.store.take_turn(alert.community_id, among, now) if among else None
        asked = replace(alert, asked_id=chosen, asked_at=now)
        if chosen is not None:
            # the follow-up first: it makes good what a crash cuts off after it
            await self._wait(asked, (*skipped, chosen))
        if not await self._actions.ask(alert, chosen, now):
            return alert
        if chosen is not None:
            await self._tell(asked, staff[chosen], T("It is your turn to look at it."))
        return asked

    async def give(
        self, alert: Alert, to: Sequence[Member], note: Text, *, by: int
    ) -> Alert | None:
        """A moderator hands it to somebody, or to several at once; None when it is decided."""
        one = to[0].id if len(to) == 1 else None
        now = self._clock.now()
        given = replace(alert, asked_id=one, asked_at=now, claimed_by=None, claimed_at=None)
        if not await self._actions.give(alert, one, now):
            return None
        await self._wait(given, [by, *(member.id for member in to)])
        for member in to:
            await self._tell(given, member, note)
        return given

    async def pass_on(self, alert: Alert, asked: Sequence[int], since: int) -> Alert | None:
        """Time is up: ask the next one. None when there was an answer, or a newer question,
        meanwhile."""
        if not alert.undecided or alert.claimed_by is not None:
            return None
        if alert.asked_at == since:
            return await self.ask(alert, asked)
        if (alert.asked_at or 0) > since:
            return None
        return await self.ask(alert, asked[:-1])  # a crash came before the last one was asked

    async def answered(self, alert_id: int) -> None:
        """Somebody looks after it or has decided: ask nobody else."""
        await self._scheduler.cancel(_key(alert_id))

    async def others(self, alert: Alert, level: Level, but: int) -> list[Member]:
        """Staff who could take over an alert."""
        staff = await self._staff(alert, level)
        return [member for member in staff.values() if member.id != but]

    async def _staff(self, alert: Alert, level: Level) -> dict[int, Member]:
        """By id, and nobody judges what is about themselves."""
        staff = await self._directory.staff(alert.community_id, level)
        return {m.id: m for m in staff if m.id not in alert.authors}

    async def _minute(self, community_id: int) -> int:
        zone = zone_of((await self._directory.community(community_id)).timezone)
        local = datetime.fromtimestamp(self._clock.now() / 1000, UTC).astimezone(zone)
        return local.hour * 60 + local.minute

    async def _wait(self, alert: Alert, asked: Sequence[int]) -> None:
        data: dict[str, Any] = {
            "community": alert.community_id,
            "alert": alert.id,
            "asked": list(asked),
            "since": alert.asked_at,
        }
        due = self._clock.now() + self._wait_s(alert) * 1000
        await self._scheduler.at(
            due, TASK, data, key=_key(alert.id), community_id=alert.community_id
        )

    def _wait_s(self, alert: Alert) -> int:
        return self._configs.of(SafetyConfig, alert.community_id).hand_over_minutes * 60

    async def _tell(self, alert: Alert, member: Member, why: Text) -> None:
        """Privately, and without the words it is about."""
        community = await self._directory.community(alert.community_id)
        title = T(
            "An alert waits in {community}: {what}", community=community.name, what=headline(alert)
        )
        wait = Length(self._wait_s(alert))
        hint = T(
            "Without an answer within {length} it goes to the next one, or to everybody.",
            length=wait,
        )
        button = Button(T("Show #{number}", number=str(alert.id)), Show(alert.id))
        await self._outbox.tell(
            member,
            Reply(lines(title, Join((why, hint), " ")), [[button]]),
            key=f"safety:{alert.id}:asked:{member.id}:{alert.asked_at}",
        )


def _key(alert_id: int) -> str:
    return f"safety:rota:{alert_id}"
