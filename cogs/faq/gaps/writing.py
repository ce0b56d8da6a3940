"""Entries from questions that people asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Directory, Languages, Outbox
from bot.api.text import T, one_line

from .. import logic
from ..model import Asked, Entry
from ..retrieval import Retrieval
from ..store import FaqStore

MOST_PHRASES = 20


class Writer:
    """Makes an entry of a reviewed form, and tells those who had asked."""

    def __init__(
        self,
        store: FaqStore,
        retrieval: Retrieval,
        languages: Languages,
        directory: Directory,
        outbox: Outbox,
        audit: Audit,
    ) -> None:
        self._store = store
        self._retrieval = retrieval
        self._languages = languages
        self._directory = directory
        self._outbox = outbox
        self._audit = audit

    async def write(self, ctx: Context, answers: Answers) -> Entry:
        """A new entry; UserError when question or answer is missing."""
        question, answer = " ".join(answers["question"].split()), answers["answer"].strip()
        if not question or not answer:
            raise UserError(T("An entry needs a question and an answer."))
        entry = await self._store.add(
            ctx.community.id,
            question,
            answer,
            ctx.member.id,
            ctx.now,
            language=self._languages.of(f"{question} {answer}"),
            wordings=phrases_in(answers.get("phrases", ""), question),
        )
        self._retrieval.forget(ctx.community.id)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="faq.save", target=f"faq:{entry.id}"
        )
        return entry

    async def tell(self, asked: Asked, entry: Entry) -> None:
        """The team has answered: where the question stands, else privately."""
        reply, key = Reply(logic.told_later(entry), tone="info"), f"faq.told:{asked.id}"
        channel = await self._directory.channel(asked.channel_id)
        if asked.message_id is not None and channel is not None and channel.space is not None:
            await self._outbox.post(channel, reply, key=key, reply_to=asked.message_id)
            return
        asker = await self._directory.member(asked.member_id) if asked.member_id else None
        if asker is not None:
            await self._outbox.tell(asker, reply, key=key)


def phrases_in(typed: str, question: str) -> Sequence[str]:
    """One a line; none twice, and none that is the question."""
    seen = {question.casefold()}
    kept = []
    for line in typed.splitlines():
        phrase = one_line(line, logic.MAX_QUESTION)
        if phrase and phrase.casefold() not in seen:
            seen.add(phrase.casefold())
            kept.append(phrase)
    return kept[:MOST_PHRASES]
