"""Puts a digest together and sends it to those who should read it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bot.api.boards.figures import Figures
from bot.api.calendar import local_date
from bot.api.errors import TownhallError
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Activity, Configs, Directory, Outbox
from bot.api.text import CommandHint, T, Text, joined

from . import advice, content, logic
from .config import DigestConfig
from .figures import gather


class Desk:
    """Composes and sends; a post that was queued before is not queued again."""

    def __init__(
        self,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        activity: Activity,
        figures: Figures,
    ) -> None:
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._activity = activity
        self._figures = figures

    async def up_to(self, community: Community, now: int) -> Reply:
        """The digest of the seven days up to now."""
        span = logic.up_to(now, community.timezone)
        head = content.on_request(community.name, span)
        return await self._compose(community, span, head, now)

    async def send(
        self, community: Community, schedule: logic.Schedule, due: logic.Due, note: Text | None
    ) -> None:
        """Send the digest of a period to moderators and owners, as the settings say."""
        span = logic.whole_days(schedule, due)
        head = content.weekly if schedule.every == "week" else content.daily
        reply = await self._compose(community, span, head(community.name, span), due.at, note)
        config = self._configs.of(DigestConfig, community.id)
        key = post_key(community, due)
        if config.to_moderators and not await self._to_channel(community, reply, key):
            staff = await self._directory.staff(community.id, Level.MODERATOR)
            await self._tell(staff, reply, key)
        if config.to_owner:
            await self._tell(await self._directory.staff(community.id, Level.OWNER), reply, key)

    async def readers(self, community: Community) -> Text:
        """To whom digests go, as a sentence."""
        config = self._configs.of(DigestConfig, community.id)
        to: list[Text] = []
        if config.to_moderators:
            places = await self._directory.place(community.id, "moderators")
            to.append(
                T("#{channel}", channel=places[0].name) if places else T("each moderator privately")
            )
        if config.to_owner:
            to.append(T("the owners privately"))
        if not to:
            return T(
                "It goes to nobody: switch on {moderators} or {owner}.",
                moderators=CommandHint("settings set", "digest.to_moderators on"),
                owner=CommandHint("settings set", "digest.to_owner on"),
            )
        return T("It goes to: {readers}.", readers=joined(to))

    async def _to_channel(self, community: Community, reply: Reply, key: str) -> bool:
        """One post, also when there are several spaces; False when there is no place for it."""
        for channel in await self._directory.place(community.id, "moderators"):
            with contextlib.suppress(TownhallError):  # its platform is switched off
                await self._outbox.post(channel, reply, key=f"{key}:moderators")
                return True
        return False

    async def _tell(self, people: Sequence[Member], reply: Reply, key: str) -> None:
        for member in people:
            with contextlib.suppress(TownhallError):  # their platform is switched off
                await self._outbox.tell(member, reply, key=f"{key}:{member.id}")

    async def _compose(
        self, community: Community, span: logic.Span, head: Text, at: int, note: Text | None = None
    ) -> Reply:
        facts = await gather(self._activity, self._figures, community, span)
        helpers = await self._activity.top_helpers(community.id, span.start, span.end, limit=1)
        today = local_date(at, community.timezone)
        offered = await self._figures.suggestions(community.id, span.start, span.end)
        ranked = sorted(
            (*offered, *advice.own(facts, helpers, today)), key=lambda found: -found.weight
        )
        return content.digest(head, facts, ranked, community.timezone, note)


def post_key(community: Community, due: logic.Due) -> str:
    """What makes the digest of a period unique."""
    return f"digest:{community.id}:{due.period}"
