"""What is known about an announcement, and the card that the team sees of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.audience import Audiences
from bot.api.errors import UserError
from bot.api.model import Channel, Community, Space
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Outbox
from bot.api.text import T, Text, bold, joined

from .config import AnnouncementsConfig
from .model import BALANCE_MS, HOURS_MS, Announcement, Hour, best_hours, following
from .store import AnnouncementStore
from .wording import cards
from .wording.facts import Facts


def tag(id_: int) -> str:
    """Of the team's card."""
    return f"announcement:{id_}"


class AnnouncementDesk:
    """Facts, cards and places."""

    def __init__(
        self,
        store: AnnouncementStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        audiences: Audiences,
        activity: Activity,
        clock: Clock,
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._audiences = audiences
        self._activity = activity
        self._clock = clock

    def config(self, community_id: int) -> AnnouncementsConfig:
        """The settings."""
        return self._configs.of(AnnouncementsConfig, community_id)

    async def facts(self, of: Announcement) -> Facts:
        """What a second person should know."""
        now = self._clock.now()
        community = await self._directory.community(of.community_id)
        due = following(of, now, community.timezone) if of.rhythm else None
        return Facts(
            where=await self._where(of),
            people=await self._people(of) if of.private else None,
            balance=await self._store.balance(of.community_id, now - BALANCE_MS),
            limit=self.config(of.community_id).selling_share,
            due_at=due.at if due else of.starts_at,
        )

    async def _people(self, of: Announcement) -> int | None:
        try:
            return len(await self._audiences.members(of.community_id, of.audience))
        except UserError:
            return None

    async def _where(self, of: Announcement) -> Text:
        if of.spaces is None:
            return T("everywhere")
        spaces = await self._directory.spaces(of.community_id)
        names = [bold(s.name) for s in spaces if s.id in of.spaces]
        return joined(names) if names else T("nowhere any more")

    async def channels(self, of: Announcement) -> list[Channel]:
        """Where it is posted: the announcements' channel of each chosen space, else the general
        one."""
        found: list[Channel] = []
        special = await self._directory.place(of.community_id, "announcements")
        general = await self._directory.place(of.community_id, "general")
        for space in await self._directory.spaces(of.community_id):
            if of.spaces is not None and space.id not in of.spaces:
                continue
            here = _in(special, space) or _in(general, space)
            if here is not None:
                found.append(here)
        return found

    async def best_hours(self, community: Community) -> list[Hour]:
        """When most people are about, by the last four weeks."""
        now = self._clock.now()
        counted = await self._activity.per_hour(community.id, now - HOURS_MS, now)
        return best_hours(counted, community.timezone)

    # ---- the team's card

    async def team(self, community_id: int) -> list[Channel]:
        """Where moderators are asked."""
        return list(await self._directory.place(community_id, "moderators"))

    async def ask(self, of: Announcement, card: Reply, turn: int) -> None:
        """Show it to the team; a second time with the same `turn` shows nothing new."""
        for channel in await self.team(of.community_id):
            key = f"announcement:{of.id}:{turn}:{channel.id}"
            await self._outbox.post(channel, card, tag=tag(of.id), key=key)

    async def refresh(self, of: Announcement, happened: Text | None = None) -> None:
        """The card as it is now."""
        card = cards.settled(of, await self.facts(of), happened)
        await self._outbox.update(of.community_id, tag(of.id), card)

    async def note(self, community_id: int, reply: Reply, key: str, *, tag: str = "") -> None:
        """A word to the team."""
        for channel in await self.team(community_id):
            await self._outbox.post(channel, reply, tag=tag, key=f"{key}:{channel.id}")


def _in(channels: Sequence[Channel], space: Space) -> Channel | None:
    return next((c for c in channels if c.space is not None and c.space.id == space.id), None)
