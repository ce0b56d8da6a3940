"""What is known about an announcement, and the card that the team sees of it."""

from __future__ import annotations

from bot.api.boards.audience import Audiences
from bot.api.errors import UserError
from bot.api.model import Channel, Community
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Outbox
from bot.api.text import CommandHint, T, Text, bold, joined, quote

from .config import AnnouncementsConfig
from .model import BALANCE_MS, HOURS_MS, Announcement, Hour, best_hours, following
from .payloads import turn_of
from .store import AnnouncementStore
from .wording import cards
from .wording.facts import Facts

CHANNEL = CommandHint("settings channel")


def tag(id_: int) -> str:
    """Of the team's card."""
    return f"announcement:{id_}"


def change_tag(id_: int) -> str:
    """Of the card that asks for new words."""
    return f"announcement.change:{id_}"


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
        found = await self.channels(of)
        names = [bold(c.space.name) for c in found if c.space is not None]
        if not names:
            return T("nowhere: choose a channel with {command}", command=CHANNEL)
        spaces = await self._directory.spaces(of.community_id)
        return T("everywhere") if len(names) == len(spaces) else joined(names)

    async def channels(self, of: Announcement) -> list[Channel]:
        """Where it is posted: one channel of each chosen space."""
        places = await self._directory.place(of.community_id, "announcements")
        return [
            channel
            for channel in places
            if of.spaces is None or (channel.space is not None and channel.space.id in of.spaces)
        ]

    async def best_hours(self, community: Community) -> list[Hour]:
        """When most people are about, by the last four weeks."""
        now = self._clock.now()
        counted = await self._activity.per_hour(community.id, now - HOURS_MS, now)
        return best_hours(counted, community.timezone)

    # ---- the team's card

    async def team(self, community_id: int) -> list[Channel]:
        """Where moderators are asked."""
        return list(await self._directory.place(community_id, "moderators"))

    async def request(self, of: Announcement, *, again: bool = False) -> None:
        """Ask the team, once for each time that it is handed in; `again` takes away the card of
        the time before. Words that do not fit on the card stand above it."""
        words = of.text if of.change is None else of.change
        writer = await self.name(of.member_id if of.change is None else of.changed_by)
        if of.change is None:
            here, card = tag(of.id), cards.request(of, await self.facts(of), writer)
        else:
            here, card = change_tag(of.id), cards.change_request(of, writer)
        if again:
            await self._outbox.retract(of.community_id, here)
            await self._outbox.retract(of.community_id, f"{here}:words")
        for channel in await self.team(of.community_id):
            key = f"{here}:{of.asked_at}:{turn_of(of)}:{channel.id}"
            if cards.stand_above(words):
                above = Reply(quote(words))
                await self._outbox.post(channel, above, tag=f"{here}:words", key=f"{key}:words")
            await self._outbox.post(channel, card, tag=here, key=key)

    async def name(self, member_id: int | None) -> Text | None:
        """Of a member, None when they are forgotten."""
        member = await self._directory.member(member_id) if member_id is not None else None
        return bold(member.name) if member is not None else None

    async def decided(self, of: Announcement, happened: Text) -> None:
        """The card of new words once they are decided."""
        await self._outbox.update(of.community_id, change_tag(of.id), cards.decided(of, happened))

    async def refresh(self, of: Announcement, happened: Text | None = None) -> None:
        """The card as it is now."""
        card = cards.settled(of, await self.facts(of), happened)
        await self._outbox.update(of.community_id, tag(of.id), card)

    async def note(self, community_id: int, reply: Reply, key: str, *, tag: str = "") -> None:
        """A word to the team."""
        for channel in await self.team(community_id):
            await self._outbox.post(channel, reply, tag=tag, key=f"{key}:{channel.id}")
