"""What testers tell of an idea: given by them, read by the team, deleted by who wrote it."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, cast

from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Directory, Outbox, Scheduler
from bot.api.text import T
from storage.database import Database

from ..board import cards
from ..board.facets import Facet
from ..board.shelf import Shelf
from ..experts.known import Known
from ..model import Idea
from ..store import IdeaStore
from . import told as wording
from .payloads import Delete, Give, Read, Tell, TurnFeedback, Used
from .store import FeedbackStore, Tester, TesterStore, Told, Use

HOUR_MS = 3_600_000


class Feedbacks:
    """The handlers; the cog provides what they use."""

    _db: Database
    _ideas: IdeaStore
    _shelf: Shelf
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _known: Known

    @cached_property
    def _testers(self) -> TesterStore:
        return TesterStore(self._db)

    @cached_property
    def _feedback(self) -> FeedbackStore:
        return FeedbackStore(self._db)

    async def _feedback_facet(self, ctx: Context, idea: Idea, mine: Tester | None) -> Facet:
        buttons = []
        if mine is not None and mine.state == "picked":
            buttons.append(wording.give_button(idea))
        if await self._reads_feedback(ctx, idea):
            _, total = await self._feedback.page(idea.id, 0)
            if total:
                buttons.append(wording.read_button(idea, total))
        return Facet(buttons=buttons)

    # ---- giving

    @button(Give)
    async def give_feedback(self, ctx: Context, payload: Give) -> None:
        idea = await self._standing(ctx, payload.idea)
        await self._check_tester(ctx, idea)
        await ctx.reply(wording.explained(idea), private=True)

    @button(Used)
    async def ask_feedback(self, ctx: Context, payload: Used) -> None:
        idea = await self._standing(ctx, payload.idea)
        await self._check_tester(ctx, idea)
        await ctx.ask(wording.form(idea, _use(payload.use)))

    @form(Tell)
    async def told_feedback(self, ctx: Context, payload: Tell, answers: Answers) -> None:
        idea = await self._standing(ctx, payload.idea)
        written_for = await self._check_tester(ctx, idea)
        worked, lacking = (
            answers.get(part, "").strip()[: wording.MAX_ANSWER] for part in ("worked", "lacking")
        )
        told = Told(worked, lacking, _use(payload.use))
        # on the clock beforehand: a crash must not leave the team without the news
        due = (ctx.now // HOUR_MS + 1) * HOUR_MS
        data = {"community": ctx.community.id, "idea": idea.id, "end": due}
        key = f"ideas:feedback:{idea.id}:{due}"
        await self._scheduler.at(due, "ideas.feedback", data, key=key)
        added = await self._feedback.add(written_for, ctx.member.id, told, ctx.now)
        if added is not None:
            await self._known.note(ctx.member.id, added)
        await ctx.reply(wording.kept(idea))

    @task("ideas.feedback")
    async def tell_of_feedback(self, data: dict[str, Any], due: int) -> None:
        """One notice of all that was told within the hour that has ended; `due` is later when it
        is tried again."""
        end = data["end"]
        idea = await self._ideas.get(data["community"], data["idea"])
        if idea is not None and idea.root != idea.id:
            idea = await self._ideas.get(data["community"], idea.root)
        n = await self._feedback.between(idea.id, end - HOUR_MS, end) if idea is not None else 0
        if idea is None or not n:
            return
        notice, key = wording.notice(idea, n), f"{cards.tag(idea)}:feedback:{end}"
        if (owner := await self._owner(idea)) is not None:
            await self._outbox.tell(owner, notice, key=f"{key}:{owner.id}")
            return
        for channel in await self._directory.place(idea.community_id, "moderators"):
            await self._outbox.post(channel, notice, key=f"{key}:{channel.id}")

    async def _check_tester(self, ctx: Context, idea: Idea) -> int:
        """The idea that the member tries out or wrote, UserError for anybody else."""
        mine = await self._testers.of(idea.id, ctx.member.id)
        if mine is not None and mine.state == "picked":
            return mine.idea_id
        if await self._feedback.wrote(idea, ctx.member.id):
            return idea.id
        raise UserError(wording.NOT_A_TESTER)

    # ---- reading

    @command("ideas feedback", T("What testers told of an idea, and your own"), private=True)
    async def feedback(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        await ctx.reply(await self._told(ctx, await self._standing(ctx, found.id), 0))

    @button(Read)
    async def read_feedback(self, ctx: Context, payload: Read) -> None:
        idea = await self._standing(ctx, payload.idea)
        await ctx.reply(await self._told(ctx, idea, 0), private=True)

    @button(TurnFeedback)
    async def turn_feedback(self, ctx: Context, payload: TurnFeedback) -> None:
        idea = await self._standing(ctx, payload.idea)
        await ctx.update(await self._told(ctx, idea, payload.page))

    @button(Delete)
    async def delete_feedback(self, ctx: Context, payload: Delete) -> None:
        idea = await self._standing(ctx, payload.idea)
        found = await self._feedback.own(ctx.member.id, payload.feedback)
        if found is None:
            raise UserError(T("This is gone already, or it is not yours."))
        async with self._known.without([(found[0], payload.feedback)]):
            await self._feedback.delete(ctx.member.id, payload.feedback)
        await ctx.update(await self._told(ctx, idea, 0))

    async def _told(self, ctx: Context, idea: Idea, page: int) -> Reply:
        """All of it for the team, else what the reader told."""
        team = await self._reads_feedback(ctx, idea)
        only = None if team else ctx.member.id
        found, total = await self._feedback.page(
            idea.id, wording.PAGE, page * wording.PAGE, member_id=only
        )
        if not found and page:
            return await self._told(ctx, idea, 0)
        mine = await self._testers.of(idea.id, ctx.member.id)
        may_give = mine is not None and mine.state == "picked"
        may_give = may_give or await self._feedback.wrote(idea, ctx.member.id)
        if not found and not team and not may_give:
            raise UserError(wording.NOT_A_TESTER)
        people = await self._directory.members([f.member_id for f in found if f.member_id])
        return wording.page(
            idea, found, people, page, total, reader=ctx.member.id, may_give=may_give, team=team
        )

    async def _reads_feedback(self, ctx: Context, idea: Idea) -> bool:
        """Moderators, and who sees to the idea as long as they are in the community."""
        if ctx.level >= Level.MODERATOR:
            return True
        return ctx.member.id == idea.owner_id and await self._owner(idea) is not None

    async def _owner(self, idea: Idea) -> Member | None:
        if idea.owner_id is None:
            return None
        here = await self._directory.staff(idea.community_id, Level.MEMBER)
        return next((member for member in here if member.id == idea.owner_id), None)

    async def _standing(self, ctx: Context, number: int) -> Idea:
        """The idea, or the one that it was put into."""
        idea = await self._shelf.get(ctx.community.id, number)
        return idea if idea.root == idea.id else await self._shelf.get(ctx.community.id, idea.root)


def _use(word: str) -> Use:
    if word not in wording.USES:
        raise UserError(T("This button is out of date; please start again."))
    return cast(Use, word)
