"""Asking: `/faq ask`, what is heard in channels, and the buttons below answers."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from bot.api.cog import button, command, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessageDeleted, MessageEdited, MessagePosted
from bot.api.options import Opt
from bot.api.reply import Button, Reply
from bot.api.services import Audit, Clock, Configs, Directory, Embedder, Outbox, Scheduler
from bot.api.text import T

from .. import logic
from ..answering import Answering, Looked
from ..buttons import Helped, NotHelped, Show
from ..config import FaqConfig
from ..editing import Editing
from ..handover.places import TicketPlaces
from ..model import Asked, Entry
from ..store import FaqStore
from . import wording
from .listening import TASK, Listening
from .payloads import Meant, NoneMeant
from .recognising import Recogniser
from .store import Turn, TurnStore


class Asking:
    """The handlers; the cog provides what they use."""

    _store: FaqStore
    _turns: TurnStore
    _answering: Answering
    _editing: Editing
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _configs: Configs
    _clock: Clock
    _audit: Audit
    _embedder: Embedder
    _ticket_places: TicketPlaces

    @cached_property
    def _listening(self) -> Listening:
        return Listening(
            self._store,
            self._turns,
            self._answering,
            Recogniser(self._embedder),
            self._outbox,
            self._scheduler,
            self._directory,
            self._configs,
            self._clock,
        )

    # ---- in channels

    @listen(MessagePosted)
    async def heard(self, event: MessagePosted) -> None:
        """Answer where it is wanted; notice when people have."""
        message = event.message
        # first of all, because it costs next to nothing and most messages end here
        support = await self._directory.is_place(message.ref.channel, "support")
        known = support or self._listening.waits_in(message.ref.channel.id)
        if not (known or message.mentions_bot) or await self._ticket_places.about(message):
            return
        config = self._configs.of(FaqConfig, event.community.id)
        await self._listening.heard(event, config, support=support)

    @listen(MessageEdited)
    async def question_edited(self, event: MessageEdited) -> None:
        await self._listening.edited(event)

    @listen(MessageDeleted)
    async def question_deleted(self, event: MessageDeleted) -> None:
        await self._listening.deleted(event)

    @task(TASK)
    async def answer_due(self, data: dict[str, Any], due: int) -> None:
        """People had their time."""
        await self._listening.due(data)

    # ---- by command

    @command("faq ask", T("Ask a question; I answer when I am sure"), default=True)
    async def ask(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("Your question"), max=logic.MAX_QUESTION)],
    ) -> None:
        """Answer from the entries, or note the question."""
        config = self._configs.of(FaqConfig, ctx.community.id)
        keep = bool(config.keep_questions_days)
        looked = await self._answering.look(ctx.community.id, question, config)
        asked = await self._store.ask(
            ctx.community.id,
            ctx.channel.id,
            None,
            ctx.member.id,
            question if keep else None,
            ctx.now,
        )
        if asked is None:  # only messages are noted twice
            return
        best = looked.best
        turn = Turn(asked, looked.found.outcome, looked.shown)
        answer = best.id if best is not None else None
        await self._turns.over(ctx.community.id, turn, ctx.now, answer=answer, keep=keep)
        if best is None:
            await ctx.reply(await self._unsure(ctx, asked, looked, noted=keep), private=True)
            return
        text = await self._answering.say(looked, best, question, config)
        await ctx.reply(
            Reply(text, wording.answer_buttons(asked, best.id, public=False), tone="info")
        )

    async def _unsure(self, ctx: Context, asked: int, looked: Looked, *, noted: bool) -> Reply:
        choice = ctx.space is not None and bool(
            await self._directory.place(ctx.community.id, "support")
        )
        human = wording.human_buttons(asked, public=False, choice=choice)
        if looked.found.outcome == "maybe":
            return wording.did_you_mean(asked, looked.found.matches, human)
        return wording.unknown(human, noted=noted)

    # ---- was that it?

    async def _own(self, ctx: Context, question_id: int) -> Asked:
        """The asker's own question."""
        asked = await self._store.question(ctx.community.id, question_id)
        if asked is None or asked.member_id != ctx.member.id:
            raise UserError(wording.ONLY_THE_ASKER)
        return asked

    async def _judged(self, ctx: Context, question_id: int, entry_id: int, *, solved: bool) -> None:
        turn = await self._turns.turn(question_id)
        scores = dict(turn.shown) if turn is not None else {}
        if entry_id not in scores:
            return  # an answer from before the bot kept scores
        await self._store.add_feedback(
            ctx.community.id,
            question_id,
            entry_id,
            score=scores[entry_id],
            solved=solved,
            member_id=ctx.member.id,
            now=ctx.now,
        )

    @button(Helped)
    async def helped(self, ctx: Context, payload: Helped) -> None:
        """The answer was right."""
        asked = await self._own(ctx, payload.question)
        await self._judged(ctx, asked.id, payload.entry, solved=True)
        await self._turns.forget_text(asked.id)
        await ctx.reply(wording.THANKS)

    @button(NotHelped)
    async def not_helped(self, ctx: Context, payload: NotHelped) -> None:
        """The answer was wrong: the question is open again."""
        asked = await self._own(ctx, payload.question)
        await self._judged(ctx, asked.id, payload.entry, solved=False)
        if await self._turns.again(asked.id):
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="faq.not_helpful",
                target=f"entry:{payload.entry}",
            )
        await ctx.reply(wording.sorry(self._human(ctx, asked)))

    @button(NoneMeant)
    async def none_meant(self, ctx: Context, payload: NoneMeant) -> None:
        """None of the entries offered fits: the surest was wrong."""
        asked = await self._own(ctx, payload.question)
        turn = await self._turns.turn(asked.id)
        if turn is not None and turn.shown and asked.state == "open":
            await self._judged(ctx, asked.id, turn.shown[0][0], solved=False)
        await ctx.reply(wording.sorry(self._human(ctx, asked)))

    @button(Meant)
    async def meant(self, ctx: Context, payload: Meant) -> None:
        """One of the entries offered; shown to all where the question stands for all."""
        entry = await self._editing.entry(ctx, payload.entry)
        asked = await self._store.question(ctx.community.id, payload.question)
        if asked is None or asked.member_id != ctx.member.id:
            await ctx.reply(Reply(wording.answer(entry), tone="info"))
            return
        await self._chosen(ctx, asked, entry)

    async def _chosen(self, ctx: Context, asked: Asked, entry: Entry) -> None:
        config = self._configs.of(FaqConfig, ctx.community.id)
        keep = bool(config.keep_questions_days)
        await self._turns.answered(asked.id, entry.id, ctx.now, keep=keep)
        public = asked.message_id is not None
        buttons = wording.answer_buttons(asked.id, entry.id, public=public)
        reply = Reply(wording.answer(entry), buttons, tone="info")
        if public:
            await self._outbox.update(ctx.community.id, f"faq:{asked.id}", reply)
        else:
            await ctx.reply(reply)

    def _human(self, ctx: Context, asked: Asked) -> list[Button]:
        return wording.human_buttons(asked.id, public=asked.message_id is not None, choice=False)

    @button(Show)
    async def show(self, ctx: Context, payload: Show) -> None:
        """An entry of a list."""
        entry = await self._editing.entry(ctx, payload.entry)
        await ctx.reply(Reply(wording.answer(entry), tone="info"))
