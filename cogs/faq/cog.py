"""`/faq`: the rooms put together, and the moderators' side of entries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from bot.api.boards.audience import Audiences
from bot.api.boards.figures import Figures
from bot.api.boards.headings import Headings
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.boards.reports import Reports
from bot.api.cog import Cog, button, command, every, form, menu
from bot.api.context import Context
from bot.api.model import Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Button, Reply
from bot.api.services import (
    Audit,
    Clock,
    Configs,
    Directory,
    Embedder,
    Languages,
    Measures,
    Moderation,
    Outbox,
    Scheduler,
    SettingsDesk,
    Threads,
)
from bot.api.text import T, lines, one_line
from storage.database import Database

from . import logic
from .answering import Answering
from .asking.store import TurnStore
from .buttons import Dismiss, Edit, Show, Write, entry_form, phrased_form
from .config import FaqConfig
from .editing import Editing
from .gaps.wording import gap_key
from .gaps.writing import Writer
from .handover.places import TicketPlaces
from .handover.reviewing import Reviewing
from .handover.store import TicketStore
from .keeping.commands import Keeping
from .kept import KEEPS
from .learning.commands import Learning
from .retrieval import Retrieval
from .store import FaqStore

DAY_MS = 86_400_000
# A question must outlive the wait for people, also where no text is to be kept.
SHORTEST_MS = 2 * 3_600_000
QUESTIONS = "faq.questions"


class Faq(Reviewing, Learning, Keeping, Cog[FaqConfig]):
    """Answers only when sure; what it does not know reaches people."""

    name = "faq"
    title = T("Questions and answers")
    config_model = FaqConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        hosted: FaqConfig,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        audit: Audit,
        figures: Figures,
        headings: Headings,
        reports: Reports,
        embedder: Embedder,
        languages: Languages,
        threads: Threads,
        moderation: Moderation,
        audiences: Audiences,
        settings: SettingsDesk,
        measures: Measures,
        retention: Retention,
    ) -> None:
        self._db = db
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._audit = audit
        self._figures = figures
        self._headings = headings
        self._sections = reports
        self._embedder = embedder
        self._threads = threads
        self._moderation = moderation
        self._audiences = audiences
        self._settings = settings
        self._measures, self._retention = measures, retention
        self._store, self._turns, self._tickets = FaqStore(db), TurnStore(db), TicketStore(db)
        self._retrieval = Retrieval(self._store, embedder)
        self._answering = Answering(self._retrieval, languages, hosted)
        self._ticket_places = TicketPlaces(self._tickets, outbox)
        self._editing = Editing(self._store, self._retrieval, directory, languages, audit)
        self._writer = Writer(self._store, self._retrieval, languages, directory, outbox, audit)

    async def start(self) -> None:
        """Pin what the digest may read, and load what questions are waiting."""
        self._offer_figures()
        self._headings.offer("faq", self._questions_asked)
        title = T("the words of questions to the bot")
        self._retention.offer("faq", Expiring(QUESTIONS, title, self._question_days))
        await self._ticket_places.load()
        await self._listening.load()

    async def resume(self) -> None:
        """What a crash may have left half done."""
        await self._resume_tickets()

    async def _questions_asked(self, community_id: int) -> Sequence[str]:
        return [entry.question for entry in await self._retrieval.all(community_id)]

    # ---- writing

    async def complete_entry(self, ctx: Context, typed: str) -> Sequence[str]:
        """Questions of entries."""
        wanted = typed.casefold()
        entries = await self._retrieval.all(ctx.community.id)
        return [e.question for e in entries if wanted in e.question.casefold()]

    @command("faq add", T("Write a new entry"), level=Level.MODERATOR, private=True)
    async def add(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("The question"), max=logic.MAX_QUESTION)] = "",
        answer: Annotated[str, Opt(T("The answer"), max=logic.MAX_ANSWER)] = "",
    ) -> None:
        """At once with both texts, else by a form."""
        if question.strip() and answer.strip():
            await self._editing.save(ctx, Edit(0), question, answer)
        else:
            await ctx.ask(entry_form(Edit(0), question, answer))

    @command("faq edit", T("Change an entry"), level=Level.MODERATOR, private=True)
    async def edit(
        self,
        ctx: Context,
        entry: Annotated[str, Opt(T("Which entry"), complete="complete_entry")],
    ) -> None:
        """By a form with the present words."""
        found = await self._editing.named(ctx, entry)
        await ctx.ask(entry_form(Edit(found.id), found.question, found.answer))

    @command("faq remove", T("Delete an entry"), level=Level.MODERATOR, private=True)
    async def remove(
        self,
        ctx: Context,
        entry: Annotated[str, Opt(T("Which entry"), complete="complete_entry")],
    ) -> None:
        """Delete it and tell what it said."""
        await self._editing.remove(ctx, await self._editing.named(ctx, entry))

    @command("faq list", T("All entries"), private=True, view=True)
    async def list(self, ctx: Context) -> None:
        """The questions that have an answer."""
        entries = await self._retrieval.all(ctx.community.id)
        shown = entries[: logic.SHOWN]
        await ctx.reply(
            Reply(
                logic.listing(shown, len(entries)),
                [[Button(one_line(e.question, 70), Show(e.id))] for e in shown[:5]],
            )
        )

    @command(
        "faq questions",
        T("Questions that nobody has answered"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def questions(self, ctx: Context) -> None:
        """The newest open questions, each with its buttons."""
        found = await self._store.open_questions(ctx.community.id, limit=5)
        if not found:
            await ctx.reply(T("No question is open. 🎉"))
        for question in found:
            await ctx.reply(await self._editing.open_card(question))

    @menu(T("Save as FAQ"), level=Level.MODERATOR)
    async def save_message(self, ctx: Context, message: Message) -> None:
        """The message becomes the answer of a new entry, or its question if it asks."""
        if logic.is_question(message.text):
            question = one_line(message.text, logic.MAX_QUESTION)
            await ctx.ask(entry_form(Edit(0), question, ""))
        else:
            await ctx.ask(entry_form(Edit(0), "", message.text[: logic.MAX_ANSWER]))

    @button(Write, level=Level.MODERATOR)
    async def write(self, ctx: Context, payload: Write) -> None:
        """Answer an open question by writing an entry."""
        asked = await self._editing.open_question(ctx, payload.question)
        question = logic.prefilled(asked.text)
        await ctx.ask(phrased_form(payload, question, "", question))

    @button(Dismiss, level=Level.MODERATOR)
    async def dismiss(self, ctx: Context, payload: Dismiss) -> None:
        """No entry is needed."""
        await self._editing.settle(ctx, payload.question, "dismissed")
        await self._editing.record(ctx, "faq.dismiss", payload.question)
        await ctx.reply(T("Done. The question is off the list."))

    @button(Edit, level=Level.MODERATOR)
    async def edit_entry(self, ctx: Context, payload: Edit) -> None:
        """The form of an entry, from its card."""
        found = await self._editing.entry(ctx, payload.entry)
        await ctx.ask(entry_form(payload, found.question, found.answer))

    @form(Edit, level=Level.MODERATOR)
    async def edited(self, ctx: Context, payload: Edit, answers: Answers) -> None:
        """A new or changed entry came back from the form."""
        await self._editing.save(ctx, payload, answers["question"], answers["answer"])

    @form(Write, level=Level.MODERATOR)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        """The answer to somebody's question came back from the form."""
        asked = await self._editing.open_question(ctx, payload.question)
        entry = await self._writer.write(ctx, answers)
        await self._editing.settle(ctx, asked.id, "written", entry.id)
        await self._writer.tell(asked, entry)
        await self._hearing.written(ctx.community.id, asked.id)
        await self._figures.done(ctx.community.id, gap_key(asked.id), ctx.member)
        saved = lines(T("Saved, and the asker is told:"), logic.answered(entry))
        await ctx.reply(Reply(saved, tone="good"))

    # ---- forgetting

    @every(3600)
    async def forget_old_questions(self) -> None:
        """The text of questions is kept no longer than the owner's setting says, of those that
        were answered for a day."""
        now = self._clock.now()
        for community in await self._directory.communities():
            days = self._configs.of(FaqConfig, community.id).keep_questions_days
            before = now - max(days * DAY_MS, SHORTEST_MS)
            gone = await self._store.forget_texts(community.id, before)
            self._retention.removed(QUESTIONS, gone)
            old = await self._drafts.old(community.id, now - max(days, 7) * DAY_MS)
            await self._solving.forget(old)
        await self._turns.forget_answered(now - DAY_MS)
        await self._hearing.close_old()

    def _question_days(self, community_id: int) -> int:
        return max(self._configs.of(FaqConfig, community_id).keep_questions_days, 1)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        for store in (self._store, self._turns, self._tickets):
            await store.linked(kept, gone)
        self._listening.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Entries stay without their writer; questions, tickets and drafts are forgotten."""
        await self._store.erase(member_id)
        await self._turns.erase(member_id)
        await self._solving.forget(await self._drafts.of_member(member_id))
        for ticket in await self._tickets.erase(member_id):
            await self._desk.forgotten(ticket)
