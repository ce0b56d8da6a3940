"""Questions to an event: asked, voted for, answered."""

from __future__ import annotations

from typing import Annotated, cast

from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Directory, Languages, Outbox, Toxicity
from bot.api.text import T

from ..model import Event, clean
from ..planning.changing import WHICH
from ..planning.desk import EventDesk
from . import wording
from .payloads import Ask, Mark, Queue, Upvote
from .store import STANDING, Question, QuestionStore, State

YES = frozenset({"yes", "y", "ja", "j", "1", "true"})
MOST_PAGES = 1000
MARKS = ("open", "now", "answered", "removed")


def tag(question_id: int) -> str:
    """What its cards are found by."""
    return f"event:question:{question_id}"


class QuestionDesk:
    """Takes questions, and shows those that may be rude to moderators first."""

    def __init__(
        self,
        store: QuestionStore,
        desk: EventDesk,
        toxicity: Toxicity,
        languages: Languages,
        outbox: Outbox,
        directory: Directory,
    ) -> None:
        self.store = store
        self._desk = desk
        self._toxicity = toxicity
        self._languages = languages
        self._outbox = outbox
        self._directory = directory

    async def ask(self, ctx: Context, event: Event, typed: str, *, anonymous: bool) -> Question:
        """Take a question; UserError when it cannot be taken."""
        # a second line could look like another question
        text = clean(typed)[: wording.MAX_QUESTION]
        if not text:
            raise UserError(T("Please write your question."))
        if anonymous and event.plan.questions != "anonymous":
            raise UserError(T("This event takes questions with your name only."))
        each = self._desk.config(ctx.community.id).questions_each
        question = await self.store.add(
            event.id,
            ctx.member.id,
            text,
            ctx.now,
            anonymous=anonymous,
            held=await self._rude(text),
            most=each,
        )
        if question is None:
            raise UserError(
                T("You have asked {n} questions; please leave room for others.", n=each)
            )
        if question.state == "held":
            await self._hold(event, question)
        return question

    async def _rude(self, text: str) -> bool:
        """Whether the model flags it, where there is one that reads the language."""
        if not self._toxicity.available:
            return False
        known = self._toxicity.languages
        if known and (language := self._languages.of(text)) is not None and language not in known:
            return False
        score = await self._toxicity.score(text)
        return score is not None and bool(score.flagged)

    async def _hold(self, event: Event, question: Question) -> None:
        reply, key = wording.held(event, question), tag(question.id)
        places = await self._directory.place(event.community_id, "moderators")
        for channel in places:
            await self._outbox.post(channel, reply, tag=key, key=f"{key}:{channel.id}")
        if not places:
            for member in await self._directory.staff(event.community_id, Level.MODERATOR):
                await self._outbox.tell(member, reply, tag=key, key=f"{key}:member:{member.id}")

    async def marked(self, event: Event, question: Question) -> None:
        """What follows from a moderator's mark."""
        here, card = event.community_id, Reply(wording.settled(question.state))
        await self._outbox.update(here, tag(question.id), card)
        if question.state == "removed":
            await self._outbox.retract(here, f"{tag(question.id)}:now")
        if question.state == "now":
            reply = wording.now(event, question, await self.people([question]))
            for channel in await self._desk.places(event.community_id):
                about = f"{tag(question.id)}:now"
                await self._outbox.post(channel, reply, tag=about, key=f"{about}:{channel.id}")

    async def forget(self, event: Event) -> int:
        """Erase an event's questions, also where one still waits for a moderator; how many."""
        for number in await self.store.held(event.id):
            await self._outbox.retract(event.community_id, tag(number))
        return await self.store.forget(event.id)

    async def take_back(self, member_id: int) -> None:
        """Delete what stands in channels of somebody's questions."""
        for community_id, number in await self.store.of_member(member_id):
            for about in (tag(number), f"{tag(number)}:now"):
                await self._outbox.retract(community_id, about)

    async def people(self, found: list[Question]) -> dict[int, Member]:
        """The askers who may be named."""
        named = [each.member_id for each in found if not each.anonymous]
        return await self._directory.members(named)


class Questions:
    """The handlers of this room; the cog provides what they use."""

    _desk: EventDesk
    _question_desk: QuestionDesk
    _audit: Audit

    async def _taking(self, ctx: Context, event: Event) -> Event:
        await self._readable(ctx, event)
        if event.phase(ctx.now) not in ("coming", "running"):
            raise UserError(wording.CLOSED)
        return event

    async def _readable(self, ctx: Context, event: Event) -> Event:
        if event.plan.questions == "none":
            raise UserError(wording.NONE)
        return await self._desk.among(ctx, event)

    @command("events ask", T("Ask a question to an event's guest or organiser"), private=True)
    async def ask_question(
        self,
        ctx: Context,
        event: Annotated[str, WHICH],
        question: Annotated[
            str, Opt(T("Your question; without it, a form asks"), max=wording.MAX_QUESTION)
        ] = "",
        anonymous: Annotated[bool, Opt(T("Without your name, where the event allows it"))] = False,
    ) -> None:
        found = await self._taking(ctx, await self._desk.meant(ctx.community.id, event))
        if not question.strip():
            await ctx.ask(wording.form(found))
            return
        await self._ask(ctx, found, question, anonymous=anonymous)

    @button(Ask)
    async def ask_form(self, ctx: Context, payload: Ask) -> None:
        event = await self._desk.one(ctx.community.id, payload.event)
        await ctx.ask(wording.form(await self._taking(ctx, event)))

    @form(Ask)
    async def asked(self, ctx: Context, payload: Ask, answers: Answers) -> None:
        event = await self._taking(ctx, await self._desk.one(ctx.community.id, payload.event))
        anonymous = answers.get("name", "").strip().casefold() in YES
        await self._ask(ctx, event, answers["question"], anonymous=anonymous)

    async def _ask(self, ctx: Context, event: Event, text: str, *, anonymous: bool) -> None:
        question = await self._question_desk.ask(ctx, event, text, anonymous=anonymous)
        keep = self._desk.config(ctx.community.id).keep_days
        await ctx.reply(wording.asked(question, keep), private=True)

    # ---- the queue

    @command("events questions", T("Questions to an event; vote for the best"), private=True)
    async def list_questions(self, ctx: Context, event: Annotated[str, WHICH]) -> None:
        found = await self._desk.meant(ctx.community.id, event)
        await ctx.reply(await self._page(ctx, found, 0))

    @button(Queue)
    async def queue(self, ctx: Context, payload: Queue) -> None:
        event = await self._desk.one(ctx.community.id, payload.event)
        await ctx.reply(await self._page(ctx, event, payload.page), private=True)

    async def _page(self, ctx: Context, event: Event, page: int) -> Reply:
        await self._readable(ctx, event)
        staff = ctx.level >= Level.MODERATOR
        states = cast("tuple[State, ...]", ("held", *STANDING) if staff else STANDING)
        store = self._question_desk.store
        found, total = await store.page(event.id, states, wording.PAGE, min(page, MOST_PAGES))
        if not found and total:  # there are fewer by now
            page = (total - 1) // wording.PAGE
            found, total = await store.page(event.id, states, wording.PAGE, page)
        people = await self._question_desk.people(found)
        mine = await store.voted(ctx.member.id, found)
        return wording.queue(event, found, people, page, total, mine, staff=staff)

    @button(Upvote)
    async def upvote(self, ctx: Context, payload: Upvote) -> None:
        _, event = await self._question(ctx, payload.question)
        await self._taking(ctx, event)
        if not await self._question_desk.store.vote(payload.question, ctx.member.id):
            raise UserError(T("This question takes no votes now."))
        await ctx.update(await self._page(ctx, event, payload.page))

    @button(Mark, level=Level.MODERATOR)
    async def mark(self, ctx: Context, payload: Mark) -> None:
        question, event = await self._question(ctx, payload.question)
        if payload.state not in MARKS:
            raise UserError(wording.GONE)
        marked = await self._question_desk.store.mark(question.id, cast(State, payload.state))
        if marked is None:
            raise UserError(T("That has been decided already."))
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="events.question",
            target=f"event:{event.id}",
            detail={"question": question.id, "state": marked.state},
        )
        if question.state == "held":
            await ctx.update(Reply(wording.settled(marked.state)))
        else:
            await ctx.update(await self._page(ctx, event, payload.page))
        await self._question_desk.marked(event, marked)

    async def _question(self, ctx: Context, number: int) -> tuple[Question, Event]:
        found = await self._question_desk.store.get(ctx.community.id, number)
        if found is None or found.state == "removed":
            raise UserError(wording.GONE)
        return found, await self._desk.one(ctx.community.id, found.event_id)
