"""`/faq`, answers in the support channel, and the moderators' side of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from bot.api.boards.figures import Figures, Suggestion
from bot.api.cog import Cog, button, command, every, form, listen, menu
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessagePosted
from bot.api.model import Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Button, Look, Reply
from bot.api.services import Audit, Clock, Configs, Directory, Outbox
from bot.api.text import T
from storage.database import Database

from . import logic
from .answering import Answering
from .buttons import Dismiss, Edit, Helped, NotHelped, Show, Write, entry_form
from .config import FaqConfig
from .editing import Editing
from .shelves import Shelves
from .store import FaqStore

DAY_MS = 86_400_000


class Faq(Cog[FaqConfig]):
    """Answers only when sure; what it does not know reaches the moderators."""

    name = "faq"
    title = T("Questions and answers")
    config_model = FaqConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        clock: Clock,
        audit: Audit,
        figures: Figures,
    ) -> None:
        self._store = FaqStore(db)
        self._shelves = Shelves(self._store)
        self._configs = configs
        self._directory = directory
        self._answering = Answering(self._store, self._shelves, outbox, clock)
        self._editing = Editing(self._store, self._shelves, directory, outbox, audit)
        self._clock = clock
        self._audit = audit
        self._figures = figures

    async def start(self) -> None:
        """Pin what the digest may read."""
        self._figures.offer("faq.asked", self._store.count)
        self._figures.offer("faq.answered", self._answered)
        self._figures.offer("faq.unanswered", self._unanswered)
        self._figures.suggest("faq", self._suggest)

    async def _answered(self, community_id: int, start: int, end: int) -> int:
        return await self._store.count(community_id, start, end, ("bot", "people", "written"))

    async def _unanswered(self, community_id: int, start: int, end: int) -> int:
        return await self._store.count(community_id, start, end, ("open",))

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        found = await self._store.open_questions(community_id, since=start, limit=2)
        return [
            Suggestion(
                T(
                    "A question is still open: “{question}”",
                    question=logic.shorten(question.text, 100),
                ),
                Button(T("Write the answer"), Write(question.id), Look.PRIMARY),
                weight=0.7,
            )
            for question in found
        ]

    # ---- asking

    @command("faq ask", T("Ask a question; I answer when I am sure"), default=True)
    async def ask(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("Your question"), max=logic.MAX_QUESTION)],
    ) -> None:
        """Answer from the entries, or note the question."""
        config = self._configs.of(FaqConfig, ctx.community.id)
        await self._answering.ask(ctx, config, question)

    @listen(MessagePosted)
    async def heard(self, event: MessagePosted) -> None:
        """Answer in the support channel; notice when people answered."""
        message = event.message
        # first of all, because it costs next to nothing and most messages end here
        if not await self._directory.is_place(message.ref.channel, "support"):
            return
        config = self._configs.of(FaqConfig, event.community.id)
        if message.reply_to is not None:
            await self._store.answered_by_people(
                message.ref.channel.id, message.reply_to, message.author.id, self._clock.now()
            )
        elif config.answer_in_support and logic.is_question(message.text):
            await self._answering.hear(event, config)

    @button(Helped)
    async def helped(self, ctx: Context, payload: Helped) -> None:
        """The answer was right."""
        await ctx.reply(T("Good to hear. Thank you!"))

    @button(NotHelped)
    async def not_helped(self, ctx: Context, payload: NotHelped) -> None:
        """The answer was wrong: the question is open again, without its text."""
        question = await self._store.question(ctx.community.id, payload.question)
        if question is None or question.member_id != ctx.member.id:
            raise UserError(T("Only the person who asked can say that."))
        if await self._store.reopen(ctx.community.id, payload.question, None):
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="faq.not_helpful",
                target=f"entry:{payload.entry}",
            )
        await ctx.reply(
            T("Sorry about that. Please ask once more in other words; the team will see it.")
        )

    @button(Show)
    async def show(self, ctx: Context, payload: Show) -> None:
        """One of the "did you mean" entries."""
        await ctx.reply(
            Reply(logic.answered(await self._editing.entry(ctx, payload.entry)), tone="info")
        )

    # ---- writing

    async def complete_entry(self, ctx: Context, typed: str) -> Sequence[str]:
        """Questions of entries."""
        wanted = typed.casefold()
        entries = await self._shelves.all(ctx.community.id)
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

    @command("faq list", T("All entries"), private=True)
    async def list(self, ctx: Context) -> None:
        """The questions that have an answer."""
        entries = await self._shelves.all(ctx.community.id)
        shown = entries[: logic.SHOWN]
        await ctx.reply(
            Reply(
                logic.listing(shown, len(entries)),
                [[Button(logic.shorten(e.question, 70), Show(e.id))] for e in shown[:5]],
            )
        )

    @command(
        "faq questions",
        T("Questions that nobody has answered"),
        level=Level.MODERATOR,
        private=True,
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
            question = logic.shorten(message.text, logic.MAX_QUESTION)
            await ctx.ask(entry_form(Edit(0), question, ""))
        else:
            await ctx.ask(entry_form(Edit(0), "", message.text[: logic.MAX_ANSWER]))

    @button(Write, level=Level.MODERATOR)
    async def write(self, ctx: Context, payload: Write) -> None:
        """Answer an open question by writing an entry."""
        asked = await self._editing.open_question(ctx, payload.question)
        await ctx.ask(entry_form(payload, logic.shorten(asked.text, logic.MAX_QUESTION), ""))

    @button(Dismiss, level=Level.MODERATOR)
    async def dismiss(self, ctx: Context, payload: Dismiss) -> None:
        """No entry is needed."""
        await self._editing.settle(ctx, payload.question, "dismissed")
        await self._editing.record(ctx, "faq.dismiss", payload.question)
        await ctx.reply(T("Done. The question is off the list."))

    @form(Edit, level=Level.MODERATOR)
    async def edited(self, ctx: Context, payload: Edit, answers: Answers) -> None:
        """A new or changed entry came back from the form."""
        await self._editing.save(ctx, payload, answers["question"], answers["answer"])

    @form(Write, level=Level.MODERATOR)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        """The answer to somebody's question came back from the form."""
        await self._editing.answer(ctx, payload, answers)

    # ---- forgetting

    @every(3600)
    async def forget_old_questions(self) -> None:
        """The text of questions is kept no longer than the owner's setting says."""
        for community in await self._directory.communities():
            days = self._configs.of(FaqConfig, community.id).keep_questions_days
            await self._store.forget_texts(community.id, self._clock.now() - days * DAY_MS)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Entries stay without their writer; questions are forgotten."""
        await self._store.erase(member_id)
