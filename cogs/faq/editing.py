"""Writing entries: new ones, changed ones, and finding the one that somebody means."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.reply import Button, Look, Reply
from bot.api.services import Audit, Directory, Languages
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
        languages: Languages,
        audit: Audit,
    ) -> None:
        self._store = store
        self._retrieval = retrieval
        self._directory = directory
        self._languages = languages
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
                ctx.community.id,
                question,
                answer,
                ctx.member.id,
                ctx.now,
                language=self._languages.of(f"{question} {answer}"),
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

    async def settle(
        self, ctx: Context, question_id: int, state: str, entry_id: int | None = None
    ) -> None:
        """Close a question; UserError when somebody was faster."""
        here = (ctx.community.id, question_id, state, ctx.now)
        if not await self._store.settle(*here, entry_id=entry_id):
            raise UserError(T("That question has been settled meanwhile."))

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
