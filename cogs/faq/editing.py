"""Writing entries: new ones, changed ones, and those that answer somebody's question."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.reply import Answers, Button, Look, Reply
from bot.api.services import Audit, Directory, Outbox
from bot.api.text import T, bold, lines

from . import logic
from .buttons import Dismiss, Edit, Write
from .model import Asked, Entry
from .retrieval import MAYBE, Retrieval
from .store import FaqStore


class Editing:
    """The moderators' side of the FAQ."""

    def __init__(
        self,
        store: FaqStore,
        retrieval: Retrieval,
        directory: Directory,
        outbox: Outbox,
        audit: Audit,
    ) -> None:
        self._store = store
        self._retrieval = retrieval
        self._directory = directory
        self._outbox = outbox
        self._audit = audit

    async def entry(self, ctx: Context, entry_id: int) -> Entry:
        """One entry by id; UserError when it is gone."""
        entry = await self._store.entry(ctx.community.id, entry_id)
        if entry is None:
            raise UserError(T("That entry is no longer there."))
        return entry

    async def named(self, ctx: Context, words: str) -> Entry:
        """The entry that somebody means; UserError when none is near."""
        for entry in await self._retrieval.all(ctx.community.id):
            if entry.question.casefold() == words.strip().casefold():
                return entry
        found = await self._retrieval.find(ctx.community.id, words, limit=1)
        if not found.matches or found.matches[0].score < MAYBE:
            raise UserError(T("No entry matches {words}.", words=bold(words)))
        return found.matches[0].entry

    async def save(self, ctx: Context, payload: Edit, question: str, answer: str) -> None:
        """A new entry (0), or new words for one."""
        question, answer = " ".join(question.split()), answer.strip()
        if not question or not answer:
            raise UserError(T("An entry needs a question and an answer."))
        if payload.entry:
            entry = Entry(payload.entry, question, answer, ctx.now)
            if not await self._store.change(
                ctx.community.id, entry.id, question, answer, ctx.now, member_id=ctx.member.id
            ):
                raise UserError(T("That entry is no longer there."))
        else:
            entry = await self._store.add(
                ctx.community.id, question, answer, ctx.member.id, ctx.now
            )
        self._retrieval.forget(ctx.community.id)
        await self.record(ctx, "faq.save", entry.id)
        await ctx.reply(Reply(lines(T("Saved:"), logic.answered(entry)), tone="good"))

    async def remove(self, ctx: Context, entry: Entry) -> None:
        """Delete an entry and tell what it said, so that it can be written again."""
        if await self._store.remove(ctx.community.id, entry.id):
            self._retrieval.forget(ctx.community.id)
            await self.record(ctx, "faq.remove", entry.id)
        await ctx.reply(lines(T("Deleted. It said:"), logic.answered(entry)))

    async def open_question(self, ctx: Context, question_id: int) -> Asked:
        """A question that still waits; UserError when it was settled."""
        question = await self._store.question(ctx.community.id, question_id)
        if question is None or question.state != "open":
            raise UserError(T("That question has been settled meanwhile."))
        return question

    async def settle(self, ctx: Context, question_id: int, state: str) -> None:
        """Close a question; UserError when somebody was faster."""
        if not await self._store.settle(ctx.community.id, question_id, state, ctx.now):
            raise UserError(T("That question has been settled meanwhile."))

    async def answer(self, ctx: Context, payload: Write, answers: Answers) -> None:
        """An entry from somebody's question, and a word to the asker."""
        asked = await self.open_question(ctx, payload.question)
        question, answer = " ".join(answers["question"].split()), answers["answer"].strip()
        if not question or not answer:
            raise UserError(T("An entry needs a question and an answer."))
        await self.settle(ctx, asked.id, "written")
        entry = await self._store.add(ctx.community.id, question, answer, ctx.member.id, ctx.now)
        if asked.text and asked.text.casefold() != entry.question.casefold():
            await self._store.add_wording(entry.id, asked.text)
        self._retrieval.forget(ctx.community.id)
        await self.record(ctx, "faq.save", entry.id)
        await self._tell_asker(asked, entry)
        await ctx.reply(
            Reply(lines(T("Saved, and the asker is told:"), logic.answered(entry)), tone="good")
        )

    async def _tell_asker(self, asked: Asked, entry: Entry) -> None:
        reply, key = Reply(logic.told_later(entry), tone="info"), f"faq.told:{asked.id}"
        channel = await self._directory.channel(asked.channel_id)
        if asked.message_id is not None and channel is not None and channel.space is not None:
            await self._outbox.post(channel, reply, key=key, reply_to=asked.message_id)
            return
        asker = await self._directory.member(asked.member_id) if asked.member_id else None
        if asker is not None:
            await self._outbox.tell(asker, reply, key=key)

    async def open_card(self, question: Asked) -> Reply:
        """An open question with what can be done."""
        asker = await self._directory.member(question.member_id) if question.member_id else None
        return Reply(
            logic.open_question(question, bold(asker.name if asker else T("Somebody"))),
            [
                [
                    Button(T("Write the answer"), Write(question.id), Look.PRIMARY),
                    Button(T("Not for the FAQ"), Dismiss(question.id)),
                ]
            ],
        )

    async def record(self, ctx: Context, action: str, number: int) -> None:
        """Note a decision."""
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"faq:{number}"
        )
