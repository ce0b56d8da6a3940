"""Who may vote, asked anew at each press."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.model import Member
from bot.api.people import Level
from bot.api.services import Directory
from bot.api.text import T, Text

from ..model import Poll
from ..store import ErrandStore

LEFT: Text = T("You are not in the community any more, so you cannot vote here.")

GONE: Text = T("This poll is not there any more.")

NOT_LISTED: Text = T(
    "Only a jury votes in this poll, and you are not in it; its result is for all."
)


def may_vote(poll: Poll, member: Member, level: Level) -> Text | None:
    """None when they may; else why not."""
    if poll.rules.voters == "moderators" and level < Level.MODERATOR:
        return T("Only moderators can vote in this poll.")
    if poll.rules.voters == "joined_before" and not _was_here(poll, member):
        return T("Only those who were here when this poll was asked can vote in it.")
    return None


def _was_here(poll: Poll, member: Member) -> bool:
    # without a date they were here before the bot was
    return member.joined_at is None or member.joined_at <= poll.created_at


class Electorate:
    """Those who may vote in a poll."""

    def __init__(self, errands: ErrandStore, directory: Directory) -> None:
        self._errands = errands
        self._directory = directory
        self._here: dict[int, frozenset[int]] = {}

    async def refusal(self, poll: Poll, ctx: Context) -> Text | None:
        """Why the one who presses may not vote; None when they may."""
        if ctx.channel.direct and not await self._is_here(ctx):
            return LEFT
        if not await self.sees(poll, ctx):
            return GONE
        if poll.jury is not None and not await self._errands.may_vote(poll.id, ctx.member.id):
            return NOT_LISTED
        level = ctx.level
        if poll.rules.voters == "moderators" and level < Level.MODERATOR:
            # they may be a moderator of another space of the community
            staff = await self._directory.staff(ctx.community.id, Level.MODERATOR)
            if any(member.id == ctx.member.id for member in staff):
                level = Level.MODERATOR
        return may_vote(poll, ctx.member, level)

    async def _is_here(self, ctx: Context) -> bool:
        """A private chat with the bot stays when somebody leaves the community.

        Those who are here are kept in memory until somebody leaves: a ballot in a private chat
        is pressed many times.
        """
        community_id, member_id = ctx.community.id, ctx.member.id
        if member_id not in self._here.get(community_id, ()):
            here = await self._directory.staff(community_id, Level.MEMBER)
            self._here[community_id] = frozenset(member.id for member in here)
        return member_id in self._here[community_id]

    async def sees(self, poll: Poll, ctx: Context) -> bool:
        """Whether somebody may know of a poll: one that was asked among moderators, or in a
        private channel, is not for everybody's eyes; whoever is in its jury may."""
        if ctx.level >= Level.MODERATOR or poll.author_id == ctx.member.id:
            return True
        if ctx.channel.id == poll.channel_id or not await self._closed_circle(poll):
            return True
        return poll.jury is not None and await self._errands.may_vote(poll.id, ctx.member.id)

    async def _closed_circle(self, poll: Poll) -> bool:
        channel = await self._directory.channel(poll.channel_id)
        if channel is None or channel.private:
            return True
        return await self._directory.is_place(channel, "moderators")

    def left(self, community_id: int) -> None:
        """Somebody has left: look anew next time."""
        self._here.pop(community_id, None)

    async def eligible(self, poll: Poll) -> list[Member]:
        """Those here now who may vote, as far as the bot has met them."""
        if poll.jury is not None:
            jury = await self._errands.voters(poll.id)
            everybody = await self._directory.staff(poll.community_id, Level.MEMBER)
            return [member for member in everybody if member.id in jury]
        moderators = poll.rules.voters == "moderators" or await self._closed_circle(poll)
        level = Level.MODERATOR if moderators else Level.MEMBER
        here = await self._directory.staff(poll.community_id, level)
        return [member for member in here if may_vote(poll, member, level) is None]

    async def count(self, poll: Poll) -> int | None:
        """How many that are, where the rules ask for a share of them; a jury counts itself."""
        return len(await self.eligible(poll)) if poll.rules.quorum_percent else None
