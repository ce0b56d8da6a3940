"""`/faq describe | translate | history`."""

from __future__ import annotations

import re
from typing import Annotated

from bot.api.cog import command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Items, Opt, When
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Directory
from bot.api.text import T, code, lines

from .. import logic
from ..editing import Editing
from ..model import Entry
from ..retrieval import Retrieval
from ..store import FaqStore
from . import wording
from .payloads import Translate

MOST_TAGS, MAX_TAG = 8, 30
NONE = frozenset({"none", "-", "keine"})
_LANGUAGE = re.compile(r"[a-z]{2}")


class Keeping:
    """The handlers of this room; the cog provides what they use."""

    _store: FaqStore
    _retrieval: Retrieval
    _editing: Editing
    _directory: Directory

    @command(
        "faq describe",
        T("Tags, language, and until when an entry holds"),
        level=Level.MODERATOR,
        private=True,
    )
    async def describe(
        self,
        ctx: Context,
        entry: Annotated[str, Opt(T("Which entry"), complete="complete_entry")],
        tags: Annotated[Items | None, Opt(T("Its tags, with ; between them, or none"))] = None,
        expires: Annotated[When | None, Opt(T("When somebody should look at it again"))] = None,
        language: Annotated[str, Opt(T("Its language, like en or de"), max=2)] = "",
    ) -> None:
        """Change what is given, and show all of it."""
        found = await self._editing.named(ctx, entry)
        if tags is not None or expires is not None or language:
            changed = await self._store.describe(
                ctx.community.id,
                found.id,
                language=_language(language) if language else found.language,
                tags=_tags(tags) if tags is not None else found.tags,
                expires_at=int(expires) if expires is not None else found.expires_at,
            )
            if not changed:
                raise UserError(T("That entry is no longer there."))
            self._retrieval.forget(ctx.community.id)
            await self._editing.record(ctx, "faq.describe", found.id)
        now = await self._editing.entry(ctx, found.id)
        await ctx.reply(wording.described(now, await self._versions(ctx, now)))

    async def _versions(self, ctx: Context, entry: Entry) -> list[Entry]:
        return await self._store.versions(ctx.community.id, entry.group or entry.id)

    @command(
        "faq translate",
        T("Write an entry in another language"),
        level=Level.MODERATOR,
        private=True,
    )
    async def translate(
        self,
        ctx: Context,
        entry: Annotated[str, Opt(T("Which entry"), complete="complete_entry")],
        language: Annotated[str, Opt(T("The other language, like en or de"), max=2)],
    ) -> None:
        """By a form; who asks in that language then gets that version."""
        found, other = await self._editing.named(ctx, entry), _language(language)
        await self._check_new(ctx, found, other)
        await ctx.ask(wording.translation_form(Translate(found.id, other), found))

    async def _check_new(self, ctx: Context, entry: Entry, language: str) -> None:
        group = entry.group or entry.id
        there = await self._store.in_language(ctx.community.id, group, language)
        if there is not None:
            raise UserError(
                T(
                    "That version is there already: “{question}”. Change it with {command}.",
                    question=there.question,
                    command=code(f"/faq edit {there.question}"),
                )
            )

    @form(Translate, level=Level.MODERATOR)
    async def translated(self, ctx: Context, payload: Translate, answers: Answers) -> None:
        """The version came back from the form."""
        entry, language = await self._editing.entry(ctx, payload.entry), _language(payload.language)
        question, answer = " ".join(answers["question"].split()), answers["answer"].strip()
        if not question or not answer:
            raise UserError(T("An entry needs a question and an answer."))
        await self._check_new(ctx, entry, language)
        made = await self._store.add(
            ctx.community.id,
            question,
            answer,
            ctx.member.id,
            ctx.now,
            language=language,
            tags=entry.tags,
            group=entry.group or entry.id,
        )
        self._retrieval.forget(ctx.community.id)
        await self._editing.record(ctx, "faq.translate", made.id)
        await ctx.reply(Reply(lines(T("Saved:"), logic.answered(made)), tone="good"))

    @command("faq history", T("What an entry said before"), level=Level.MODERATOR, private=True)
    async def history(
        self,
        ctx: Context,
        entry: Annotated[str, Opt(T("Which entry"), complete="complete_entry")],
    ) -> None:
        """The former words, when they were changed, and by whom."""
        found = await self._editing.named(ctx, entry)
        before = await self._store.revisions(ctx.community.id, found.id)
        people = await self._directory.members([r.member_id for r in before if r.member_id])
        names = {member.id: member.name for member in people.values()}
        await ctx.reply(wording.history(found, before, names))


def _language(typed: str) -> str:
    """An ISO 639-1 code; UserError for anything else."""
    language = typed.strip().casefold()
    if not _LANGUAGE.fullmatch(language):
        raise UserError(
            T(
                "A language has two letters, like {english} or {german}.",
                english=code("en"),
                german=code("de"),
            )
        )
    return language


def _tags(typed: Items) -> tuple[str, ...]:
    """Tags in lower case; UserError for too many."""
    tags = tuple(dict.fromkeys(tag.strip().casefold() for tag in typed if tag.strip()))
    if set(tags) <= NONE:
        return ()
    if len(tags) > MOST_TAGS or any(len(tag) > MAX_TAG for tag in tags):
        raise UserError(
            T("An entry has at most {n} tags of {long} characters each.", n=MOST_TAGS, long=MAX_TAG)
        )
    return tags
