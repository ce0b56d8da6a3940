"""Talking about ideas: the button, what is heard, and the daily note to authors."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bot.api.cog import button, listen, task
from bot.api.context import Context
from bot.api.errors import Gone, MissingRights, Unsupported, UserError
from bot.api.events import MessageDeleted, MessagePosted
from bot.api.model import MessageRef
from bot.api.people import Level
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler, Threads
from bot.api.text import T, Text, lines
from storage.database import Database

from ..board import cards
from ..board.desk import IdeaDesk
from ..board.facets import Facet
from ..board.payloads import Discuss
from ..board.shelf import Shelf
from ..config import IdeasConfig
from ..letters import Letters
from ..model import Change, Idea
from ..store import FollowerStore, IdeaStore
from . import wording
from .counting import Counting
from .places import TalkPlaces
from .store import CommentStore
from .telling import TASK, CommentNews


class Commenting:
    """The handlers; the cog provides what they use."""

    _db: Database
    _ideas: IdeaStore
    _followers: FollowerStore
    _shelf: Shelf
    _desk: IdeaDesk
    _configs: Configs
    _outbox: Outbox
    _letters: Letters
    _scheduler: Scheduler
    _directory: Directory
    _threads: Threads
    _clock: Clock

    @cached_property
    def _comments(self) -> CommentStore:
        return CommentStore(self._db)

    @cached_property
    def _talk(self) -> TalkPlaces:
        return TalkPlaces(self._comments, self._threads, self._outbox, self._directory)

    @cached_property
    def _comment_news(self) -> CommentNews:
        return CommentNews(
            self._comments,
            self._ideas,
            self._followers,
            self._configs,
            self._letters,
            self._directory,
            self._scheduler,
            self._clock,
        )

    @cached_property
    def _counting(self) -> Counting:
        return Counting(
            self._comments,
            self._ideas,
            self._talk,
            self._comment_news,
            self._desk,
            self._outbox,
            self._clock,
        )

    # ---- what is heard

    @listen(MessagePosted)
    async def comment_posted(self, event: MessagePosted) -> None:
        await self._counting.posted(event)

    @listen(MessageDeleted)
    async def comment_deleted(self, event: MessageDeleted) -> None:
        await self._counting.deleted(event)

    @task(TASK)
    async def tell_comments(self, data: dict[str, Any], due: int) -> None:
        """Once a day, where there is something to tell."""
        await self._comment_news.tell(data)

    async def _tell_talk(self, idea: Idea, change: Change, same: bool) -> None:
        """A step, said where the idea is talked about; with `same` only its date has changed."""
        key = f"{cards.tag(idea)}:talk:step:{change.id}"
        await self._talk.post(idea, wording.step(idea, change, same=same), key)

    # ---- where to go

    async def _comments_facet(self, ctx: Context, idea: Idea) -> Facet:
        if idea.merged_into is not None:
            return Facet()
        return Facet(buttons=[wording.discuss_button(idea)])

    @button(Discuss)
    async def discuss(self, ctx: Context, payload: Discuss) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        if idea.merged_into is not None:
            idea = await self._shelf.get(ctx.community.id, idea.merged_into)
        where = await self._talk_of(ctx, idea)
        named = idea.anonymous and idea.author_id == ctx.member.id
        await ctx.reply(lines(where, wording.NAMED if named else None), private=True)

    async def _talk_of(self, ctx: Context, idea: Idea) -> Text:
        card = await self._nearest_card(ctx, idea)
        board, asked_in = card.channel, ctx.space
        answers = wording.answers(idea, board, asked_in)
        if self._configs.of(IdeasConfig, ctx.community.id).discussions == "replies":
            return answers
        try:
            place = await self._talk.open(card, idea)
        except Unsupported:
            return answers
        except MissingRights as error:
            if ctx.level < Level.MODERATOR:
                return answers
            return lines(answers, wording.missing(error))
        except Gone as error:
            raise UserError(
                T("The card of #{number} is not there any more.", number=str(idea.id))
            ) from error
        return wording.opened(idea, place, board, asked_in)

    async def _nearest_card(self, ctx: Context, idea: Idea) -> MessageRef:
        """The card in the space where somebody asks, else on the platform that they use."""
        posts = await self._outbox.posts(ctx.community.id, cards.tag(idea))
        posts = [ref for ref in posts if ref.channel.space is not None]
        if not posts:
            # it was posted just now, or brought along from elsewhere without a card
            await self._desk.show(idea)
            raise UserError(
                T(
                    "#{number} is just being put on the board; please press again in a moment.",
                    number=str(idea.id),
                )
            )
        here = ctx.space.id if ctx.space is not None else None

        def far(ref: MessageRef) -> tuple[bool, bool]:
            space = ref.channel.space
            away = space is None or space.id != here
            return away, ref.channel.platform != ctx.channel.platform

        return min(posts, key=far)
