"""Answering the questions: for members."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import cached_property

from bot.api.boards.audience import Audiences
from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel, Member, Space
from bot.api.reply import Answers, Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Toxicity
from bot.api.text import T
from storage.database import Database

from ..config import WelcomeConfig
from ..giving import Giving
from . import wording
from .model import LONGEST_TEXT, Question, advertises
from .payloads import Begin, ForgetAnswers, Introduce, Onward, Pick, Withdraw, Write
from .store import IntakeStore
from .traits import AnswerTraits

COG = "welcome"
MOST_DRAFTS = 1000
RESUMED_MS = 3_600_000


class Answering:
    """The handlers; the cog provides what they use."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _clock: Clock
    _toxicity: Toxicity
    _audiences: Audiences
    _giving: Giving

    @cached_property
    def _intake(self) -> IntakeStore:
        return IntakeStore(self._db)

    @cached_property
    def _answer_traits(self) -> AnswerTraits:
        return AnswerTraits(COG, self._intake, self._audiences)

    @cached_property
    def _drafts(self) -> OrderedDict[int, dict[int, str]]:
        """What members wrote, by question: in memory until they agree that it is posted."""
        return OrderedDict()

    # ---- one question after another

    @command(
        "intake answer", T("Answer a few questions about you; all may be skipped"), private=True,
        default=True,
    )  # fmt: skip
    async def answer_intake(self, ctx: Context) -> None:
        await ctx.reply(await self._next_card(ctx, None))

    @button(Begin)
    async def begin_intake(self, ctx: Context, payload: Begin) -> None:
        await ctx.reply(await self._next_card(ctx, None), private=True)

    @button(Onward)
    async def go_on(self, ctx: Context, payload: Onward) -> None:
        await ctx.update(await self._next_card(ctx, payload.question))

    @button(Pick)
    async def pick(self, ctx: Context, payload: Pick) -> None:
        """A choice is kept as it is made; where one is enough, the next question follows."""
        question = await self._question(ctx, payload.question)
        choice = question.choice(payload.choice)
        if choice is None:
            raise UserError(wording.GONE)
        before = await self._intake.chosen(ctx.member.id)
        after = await self._intake.choose(ctx.member.id, question, choice.id, ctx.now)
        if question.kind == "several":
            await ctx.update(await self._card(ctx, question))
        else:
            await ctx.update(await self._next_card(ctx, question.id))
        stays = {c.role for c in question.choices if c.id in after}
        for other in question.choices:
            if other.id in before and other.id not in after and other.role not in stays:
                await self._giving.take(ctx.member, other.role)
        # given again where they had it: a crash may have come between the answer and the role
        problem = await self._giving.give(ctx.member, choice.role) if choice.id in after else None
        if problem is not None:
            await ctx.reply(problem, private=True)

    @button(Write)
    async def write(self, ctx: Context, payload: Write) -> None:
        question = await self._question(ctx, payload.question)
        written = self._drafts.get(ctx.member.id, {}).get(question.id, "")
        await ctx.ask(wording.form(question, written))

    @form(Write)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        question = await self._question(ctx, payload.question)
        said = self._drafts.setdefault(ctx.member.id, {})
        self._drafts.move_to_end(ctx.member.id)
        if len(self._drafts) > MOST_DRAFTS:
            self._drafts.popitem(last=False)
        if text := answers["text"].strip()[:LONGEST_TEXT]:
            said[question.id] = text
        else:
            said.pop(question.id, None)
        await ctx.reply(await self._next_card(ctx, question.id), private=True)

    async def _question(self, ctx: Context, question_id: int) -> Question:
        for question in await self._intake.questions(ctx.community.id):
            if question.id == question_id:
                return question
        raise UserError(wording.GONE)

    async def _next_card(self, ctx: Context, after: int | None) -> Reply:
        """The question after that one, or what comes after the last."""
        asked = await self._intake.questions(ctx.community.id)
        if not asked:
            return Reply(wording.NO_QUESTIONS)
        if after is None:
            return await self._card(ctx, asked[0])
        ids = [question.id for question in asked]
        if after not in ids:
            raise UserError(wording.GONE)
        place = ids.index(after) + 1
        return await (
            self._card(ctx, asked[place]) if place < len(asked) else self._end(ctx, asked)
        )

    async def _card(self, ctx: Context, question: Question) -> Reply:
        asked = await self._intake.questions(ctx.community.id)
        ids = [q.id for q in asked]
        chosen = await self._intake.chosen(ctx.member.id)
        written = self._drafts.get(ctx.member.id, {}).get(question.id, "")
        return wording.ask(question, ids.index(question.id) + 1, len(asked), chosen, written)

    # ---- the introduction

    async def _end(self, ctx: Context, asked: list[Question]) -> Reply:
        """Thanks, and where there is something to say, the offer to introduce them."""
        chosen = await self._intake.chosen(ctx.member.id)
        said = self._drafts.get(ctx.member.id, {})
        channel = await self._stage(ctx.member, ctx.space)
        offered = self._configs.of(WelcomeConfig, ctx.community.id).introductions
        if not offered or channel is None or not wording.answers(asked, chosen, said):
            return Reply(wording.THANKS)
        if await self._intake.introduction(ctx.member.id) is not None:
            return Reply(wording.THANKS)
        text = wording.introduction(ctx.member, asked, chosen, said)
        return wording.offer(text, channel.name, len(said))

    async def _stage(self, member: Member, space: Space | None) -> Channel | None:
        """The general channel where they are, else one of the platform that they use."""
        places = await self._directory.place(member.community_id, "general")
        here = [c for c in places if c.platform == member.account.platform]
        if space is not None:
            here.sort(key=lambda c: c.space is None or c.space.id != space.id)
        return here[0] if here else None

    @button(Introduce)
    async def introduce(self, ctx: Context, payload: Introduce) -> None:
        if not payload.agreed:
            self._drafts.pop(ctx.member.id, None)
            await ctx.update(Reply(wording.NOT_INTRODUCED))
            return
        asked = await self._intake.questions(ctx.community.id)
        said = dict(self._drafts.get(ctx.member.id, {}))
        chosen = await self._intake.chosen(ctx.member.id)
        if len(said) != payload.texts or not wording.answers(asked, chosen, said):
            if await self._intake.introduction(ctx.member.id) is not None:
                raise UserError(wording.INTRODUCED_ALREADY)
            raise UserError(wording.NOT_KEPT)
        channel = await self._stage(ctx.member, ctx.space)
        if channel is None:
            raise UserError(wording.NO_GENERAL)
        # who was thrown out can still press buttons in private
        if not await self._audiences.includes(ctx.community.id, "", ctx.member.id):
            raise UserError(wording.NOT_HERE)
        await self._check(said.values())
        known = {question.id for question in asked}
        kept = {number: text for number, text in said.items() if number in known}
        # noted before it is queued: two clicks post it once
        post = await self._intake.introduce(ctx.community.id, ctx.member.id, kept, ctx.now)
        if post is None:
            raise UserError(wording.INTRODUCED_ALREADY)
        reply = Reply(wording.introduction(ctx.member, asked, chosen, kept))
        await self._outbox.post(channel, reply, tag=post, key=post)
        self._drafts.pop(ctx.member.id, None)
        await ctx.update(wording.introduced(channel.name))

    async def _check(self, texts: Iterable[str]) -> None:
        """UserError for what the bot would rather not post in somebody's name."""
        for text in texts:
            if advertises(text):
                raise UserError(wording.NO_LINKS)
            score = await self._toxicity.score(text)
            if score is not None and score.flagged:
                raise UserError(wording.OTHER_WORDS)

    async def _resume_introductions(self) -> None:
        """Queue those that were noted just before a crash; their keys keep them from standing
        twice."""
        for member_id, post in await self._intake.introduced_since(self._clock.now() - RESUMED_MS):
            member = await self._directory.member(member_id)
            channel = await self._stage(member, None) if member is not None else None
            if member is None or channel is None:
                continue
            asked = await self._intake.questions(member.community_id)
            chosen = await self._intake.chosen(member_id)
            written = await self._intake.written(member_id)
            reply = Reply(wording.introduction(member, asked, chosen, written))
            await self._outbox.post(channel, reply, tag=post, key=post)

    @button(Withdraw)
    async def withdraw_introduction(self, ctx: Context, payload: Withdraw) -> None:
        await self._withdraw_introduction(ctx.community.id, ctx.member.id)
        await ctx.reply(wording.WITHDRAWN, private=True)

    async def _withdraw_introduction(self, community_id: int, member_id: int) -> None:
        standing = await self._intake.introduction(member_id)
        if standing is not None:
            # first: after a crash in between, their button still deletes it
            await self._outbox.retract(community_id, standing[0])
            await self._intake.unintroduce(member_id, self._clock.now())

    # ---- what is kept

    @command("intake mine", T("See what you have answered"), private=True)
    async def my_answers(self, ctx: Context) -> None:
        asked = await self._intake.questions(ctx.community.id)
        chosen = await self._intake.chosen(ctx.member.id)
        written = await self._intake.written(ctx.member.id)
        standing = await self._intake.introduction(ctx.member.id)
        found = wording.answers(asked, chosen, written)
        await ctx.reply(wording.mine(found, standing[1] if standing is not None else None))

    @command("intake forget", T("Delete your answers and your introduction"), private=True)
    async def forget_answers(self, ctx: Context) -> None:
        await self._forget_answers(ctx)

    @button(ForgetAnswers)
    async def forget_my_answers(self, ctx: Context, payload: ForgetAnswers) -> None:
        await self._forget_answers(ctx)

    async def _forget_answers(self, ctx: Context) -> None:
        chosen = await self._intake.chosen(ctx.member.id)
        for question in await self._intake.questions(ctx.community.id):
            for choice in question.choices:
                if choice.id in chosen:
                    await self._giving.take(ctx.member, choice.role)
        self._drafts.pop(ctx.member.id, None)
        standing = await self._intake.introduction(ctx.member.id)
        await self._withdraw_introduction(ctx.community.id, ctx.member.id)
        gone = await self._intake.forget(ctx.member.id)
        known = gone or standing is not None
        await ctx.reply(wording.FORGOTTEN if known else wording.NOTHING_KEPT, private=True)
