"""Answering questions, asked by command or in the support channel."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.events import MessagePosted
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Outbox
from bot.api.text import T, lines

from . import logic
from .buttons import Show, answer_buttons
from .config import FaqConfig
from .logic import Entry
from .shelves import Shelves
from .store import FaqStore

MAYBE = 0.35


class Answering:
    """Answers when sure; otherwise says so and notes the question."""

    def __init__(self, store: FaqStore, shelves: Shelves, outbox: Outbox, clock: Clock) -> None:
        self._store = store
        self._shelves = shelves
        self._outbox = outbox
        self._clock = clock

    async def ask(self, ctx: Context, config: FaqConfig, question: str) -> None:
        """A question asked by command."""
        found = await self._shelves.find(ctx.community.id, question)
        if found and found[0][1] >= config.sure:
            entry = found[0][0]
            question_id = await self._note(ctx, None, entry)
            await ctx.reply(
                Reply(logic.answered(entry), answer_buttons(question_id, entry), tone="info")
            )
            return
        await self._note(ctx, question if config.keep_questions_days else None, None)
        maybe = [entry for entry, score in found if score >= MAYBE]
        await ctx.reply(
            Reply(
                lines(logic.not_known(), T("Did you mean:") if maybe else None),
                [[Button(logic.shorten(e.question, 70), Show(e.id))] for e in maybe],
            ),
            private=True,
        )

    async def _note(self, ctx: Context, text: str | None, entry: Entry | None) -> int | None:
        return await self._store.ask(
            ctx.community.id,
            ctx.channel.id,
            None,
            ctx.member.id,
            text,
            ctx.now,
            entry_id=entry.id if entry else None,
        )

    async def hear(self, event: MessagePosted, config: FaqConfig) -> None:
        """A question asked in the support channel."""
        message, community_id = event.message, event.community.id
        fresh = self._clock.now() - message.sent_at <= logic.FRESH_MS
        found = await self._shelves.find(community_id, message.text, 1) if fresh else []
        entry = found[0][0] if found and found[0][1] >= config.sure else None
        kept = message.text[: logic.MAX_QUESTION] if config.keep_questions_days else None
        question_id = await self._store.ask(
            community_id,
            message.ref.channel.id,
            message.ref.native_id,
            message.author.id,
            None if entry else kept,
            message.sent_at,
            entry_id=entry.id if entry else None,
        )
        if question_id is None or not fresh or (entry is None and not config.say_when_unsure):
            return
        reply = (
            Reply(logic.answered(entry), answer_buttons(question_id, entry), tone="info")
            if entry
            else Reply(logic.not_known())
        )
        await self._outbox.post(
            message.ref.channel,
            reply,
            tag=f"faq:{question_id}",
            key=f"faq:{question_id}",
            reply_to=message.ref.native_id,
        )
