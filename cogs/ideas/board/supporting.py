"""Giving support and taking it back."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.services import Configs
from bot.api.text import CommandHint, N, Text

from ..config import IdeasConfig
from ..model import Idea
from ..store import NoneLeft, VoteStore
from . import lists


class Supporting:
    """Votes within what a member may give at once."""

    def __init__(self, votes: VoteStore, configs: Configs) -> None:
        self._votes = votes
        self._configs = configs

    async def give(self, ctx: Context, idea_id: int) -> Idea | None:
        """Support an idea; None when it is unknown or settled, UserError with no vote left."""
        try:
            return await self._votes.give(
                ctx.community.id, idea_id, ctx.member.id, ctx.now, self._each(ctx)
            )
        except NoneLeft as none:
            raise _none_left(none.args[0]) from none

    async def toggle(self, ctx: Context, idea_id: int) -> tuple[Idea | None, bool]:
        """(the idea, whether the member supports it now), as `VoteStore.toggle`."""
        try:
            return await self._votes.toggle(
                ctx.community.id, idea_id, ctx.member.id, ctx.now, self._each(ctx)
            )
        except NoneLeft as none:
            raise _none_left(none.args[0]) from none

    async def said(self, ctx: Context, idea: Idea, supports: bool) -> Text:
        """What a click is answered with, and how many votes are left where they are counted."""
        each = self._each(ctx)
        if not each:
            return lists.supported(idea, supports)
        left = await self._votes.left(ctx.community.id, ctx.member.id, each)
        return lists.supported(idea, supports, left=left, each=each)

    def _each(self, ctx: Context) -> int:
        return self._configs.of(IdeasConfig, ctx.community.id).votes_each


def _none_left(each: int) -> UserError:
    return UserError(
        N(
            "Here everybody may support {n} idea at a time; take your support back from the other "
            "one first. {command} shows what you hear of.",
            "Here everybody may support {n} ideas at a time; take your support back from one of "
            "them first. {command} shows what you hear of.",
            each,
            command=CommandHint("ideas list", "sort:following"),
        )
    )
