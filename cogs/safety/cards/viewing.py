"""Looking up the people, the places and what was before, for the card of an alert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.api.model import Channel, Member, Message, Space
from bot.api.services import Clock, Configs, Directory, Moderation
from bot.api.text import Text

from ..alerts.history import HistoryStore
from ..alerts.model import Alert
from ..alerts.ports import Listed, Standing, WarnedAt
from ..config import SafetyConfig
from ..deciding.model import suggested, suggestion
from ..detection.patterns import reason_of
from .places import homes_of, meeting_places
from .wording import View

CONTEXT = 5
"""Messages before and after that a card shows."""


class Viewer:
    """Makes views of alerts. `standing` and `listed` are given once there is who knows."""

    def __init__(
        self,
        history: HistoryStore,
        warned_at: WarnedAt,
        configs: Configs,
        directory: Directory,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._history = history
        self._warned_at = warned_at
        self._configs = configs
        self._directory = directory
        self._moderation = moderation
        self._clock = clock
        self.standing: Standing | None = None
        self.listed: Listed | None = None

    async def short(self, alert: Alert) -> View:
        """An alert with its people and places."""
        decider = alert.settled_by or (alert.failure.by if alert.failure else None)
        named = (decider, alert.undone_by, alert.claimed_by, alert.asked_id)
        ids = {i for i in (*alert.authors, *alert.targets, *named) if i is not None}
        people = await self._directory.members(sorted(ids))
        channel = await self._directory.channel(alert.channel_id) if alert.channel_id else None
        reasons = [reason_of(found.name, found.detail) for found in alert.findings]
        if self.listed is not None:
            reasons += await self.listed(alert)
        return View(
            alert=alert,
            author=people.get(alert.author_id or 0),
            channel=channel,
            decider=people.get(decider or 0),
            undoer=people.get(alert.undone_by or 0),
            time_out_s=self._configs.of(SafetyConfig, alert.community_id).time_out_seconds,
            people=people,
            reasons=[reason for reason in reasons if reason is not None],
            left=await self._history.left(alert),
            homes=await self._homes(alert, people.get(alert.author_id or 0)),
            several=len(await meeting_places(self._directory, alert.community_id)) > 1,
        )

    async def _homes(self, alert: Alert, author: Member | None) -> Sequence[Space]:
        """The places to choose from where nothing can be done without one."""
        if not alert.undecided or alert.space_id is not None or author is None:
            return ()
        homes = await homes_of(self._directory, author)
        return homes if len(homes) > 1 else ()

    async def full(self, alert: Alert) -> View:
        """With all that helps to decide, while it is undecided."""
        view = await self.short(alert)
        if not alert.undecided:
            return view
        now = self._clock.now()
        view = replace(
            view,
            context=await self._context(alert, view.channel),
            history=await self._history.of(alert, now),
            similar=await self._history.similar(alert, now) if alert.from_model else None,
            standing=await self._reporters(alert),
        )
        return await self._suggested(view, now)

    async def _context(self, alert: Alert, channel: Channel | None) -> Sequence[Message]:
        if channel is None or alert.message_id is None:
            return ()
        around = self._moderation.recent(channel, alert.message_id, count=CONTEXT)
        # nothing of those who have asked to be forgotten meanwhile
        known = await self._directory.members(sorted({m.author.id for m in around}))
        return [m for m in around if m.author.id in known]

    async def _reporters(self, alert: Alert) -> Sequence[Text]:
        if not alert.reports or self.standing is None:
            return ()
        return await self.standing(alert.id)

    async def _suggested(self, view: View, now: int) -> View:
        """What the ladder of warnings makes of it."""
        alert = view.alert
        if alert.author_id is None or alert.author_is_staff:
            return view
        rungs = self._configs.of(SafetyConfig, alert.community_id).ladder
        warned = await self._warned_at(alert.community_id, alert.author_id, now)
        step = suggested(rungs, warned, now)
        if step is None:
            return view
        return replace(view, step=step, suggestion=suggestion(step, warned, now))
