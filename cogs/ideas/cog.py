"""Ideas: proposing, supporting, deciding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

from bot.api.cog import Cog, button, command, form, menu, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.figures import Figures
from bot.api.model import Member, Message
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, T
from storage.database import Database

from . import answers, cards
from .cards import Details, Discard, Page, PostAnyway, Support, SupportInstead, Write
from .config import IdeasConfig
from .desk import IdeaDesk
from .drafts import DraftStore
from .logic import (
    STATUS_NAMES,
    Draft,
    Filter,
    Idea,
    Sort,
    Status,
    Words,
    check_step,
    checked_reason,
    checked_words,
    words_of_message,
)
from .proposals import Proposals
from .shelf import Shelf
from .store import IdeaStore

STATUS_CHOICES = tuple((str(value), name) for value, name in STATUS_NAMES.items())


class Ideas(Cog[IdeasConfig]):
    """A board of ideas with votes and a road from new to done."""

    name = "ideas"
    title = T("Ideas")
    config_model = IdeasConfig
    migrations = Path(__file__).parent / "migrations"

    def __init__(
        self,
        db: Database,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        audit: Audit,
        clock: Clock,
        figures: Figures,
    ) -> None:
        self._store = IdeaStore(db)
        self._drafts = DraftStore(db)
        self._shelf = Shelf(self._store)
        self._desk = IdeaDesk(self._store, outbox, directory, clock)
        self._proposals = Proposals(self._store, self._drafts, self._shelf, self._desk, outbox)
        self._configs = configs
        self._scheduler = scheduler
        self._audit = audit
        self._clock = clock
        self._figures = figures

    async def start(self) -> None:
        """What a crash may have left half done is done in a task, when the platforms are there."""
        await self._scheduler.at(self._clock.now(), "ideas.resume", {}, key="ideas:resume")
        self._figures.offer("ideas.posted", self._store.posted)
        self._figures.suggest("ideas", self._desk.suggest)

    @task("ideas.resume")
    async def resume(self, data: dict[str, Any], due: int) -> None:
        """After a start."""
        await self._desk.resume()

    # ---- proposing

    @command("idea", T("Propose something; others can support it"), private=True)
    async def idea(
        self,
        ctx: Context,
        title: Annotated[str, Opt(T("Your idea in one sentence"))] = "",
        details: Annotated[str, Opt(T("Why, and what it should be like"))] = "",
    ) -> None:
        self._may_post(ctx)
        if not title.strip():
            await ctx.ask(answers.form())
            return
        await self._propose(ctx, checked_words(title, details), ctx.member)

    @form(Write)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        self._may_post(ctx)
        words = checked_words(
            answers.get("title", ""), answers.get("why", ""), answers.get("audience", "")
        )
        await self._propose(ctx, words, ctx.member)

    @menu(T("Make an idea"))
    async def make_an_idea(self, ctx: Context, message: Message) -> None:
        self._may_post(ctx)
        if message.author.account.is_bot:
            raise UserError(T("That message is not from a person."))
        if not await self._desk.public(message.ref.channel):
            raise UserError(
                T(
                    "That message is not public; write the idea in your own words with {command}.",
                    command=CommandHint("idea"),
                )
            )
        await self._propose(ctx, words_of_message(message.text), message.author)

    def _may_post(self, ctx: Context) -> None:
        config = self._configs.of(IdeasConfig, ctx.community.id)
        if config.who_may_post == "moderators" and ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators can post ideas here."))

    async def _propose(self, ctx: Context, words: Words, author: Member) -> None:
        """Post it, or first show what looks alike."""
        draft = Draft(0, ctx.community.id, ctx.member.id, author.id, ctx.channel.id, words, ctx.now)
        config = self._configs.of(IdeasConfig, ctx.community.id)
        if (held := await self._proposals.hold(draft, config)) is not None:
            await ctx.reply(answers.alike(*held), private=True)
        else:
            await ctx.reply(answers.posted(await self._proposals.post(draft)), private=True)

    @button(PostAnyway)
    async def post_anyway(self, ctx: Context, payload: PostAnyway) -> None:
        idea = await self._proposals.post_anyway(
            ctx.community.id, payload.draft, ctx.member.id, ctx.now
        )
        if idea is None:
            raise UserError(T("This draft is gone: it was posted or discarded before."))
        await ctx.reply(answers.posted(idea))

    @button(Discard)
    async def discard(self, ctx: Context, payload: Discard) -> None:
        if not await self._drafts.drop(payload.draft, ctx.member.id):
            raise UserError(T("This draft is gone: it was posted or discarded before."))
        await ctx.reply(T("Discarded; nothing was posted."))

    @button(SupportInstead)
    async def support_instead(self, ctx: Context, payload: SupportInstead) -> None:
        idea = await self._store.vote(ctx.community.id, payload.idea, ctx.member.id, ctx.now)
        if idea is None:
            raise UserError(T("That idea is settled; your own draft is still there."))
        await self._drafts.drop(payload.draft, ctx.member.id)
        await self._desk.refresh(idea)
        await ctx.reply(answers.supported(idea, True))

    # ---- supporting and reading

    @button(Support)
    async def support(self, ctx: Context, payload: Support) -> None:
        idea, supports = await self._store.toggle(
            ctx.community.id, payload.idea, ctx.member.id, ctx.now
        )
        if idea is None:
            raise UserError(T("This idea is not there any more."))
        if not idea.open:
            raise UserError(
                T(
                    "This idea is {status}; it takes no more support.",
                    status=STATUS_NAMES[idea.status],
                )
            )
        await self._desk.refresh(idea)
        await ctx.reply(answers.supported(idea, supports))

    @button(Details)
    async def details(self, ctx: Context, payload: Details) -> None:
        await self._show(ctx, await self._shelf.get(ctx.community.id, payload.idea))

    @command("ideas show", T("Everything about one idea"), private=True)
    async def show(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        await self._show(ctx, await self._shelf.meant(ctx.community.id, idea))

    async def _show(self, ctx: Context, idea: Idea) -> None:
        supports = ctx.member.id in await self._store.voters(idea.id)
        history = await self._store.history(idea.id)
        people = await self._desk.people(idea)
        await ctx.reply(cards.details(idea, people, history, supports), private=True)

    @command("ideas list", T("The board of ideas"), private=True, default=True)
    async def list_ideas(
        self,
        ctx: Context,
        status: Annotated[
            Filter,
            Opt(
                T("Which ideas"),
                choices=(("open", T("open")), ("all", T("all")), *STATUS_CHOICES),
            ),
        ] = "open",
        sort: Annotated[
            Sort,
            Opt(
                T("Which first"),
                choices=(("top", T("most support first")), ("new", T("newest first"))),
            ),
        ] = "top",
    ) -> None:
        await ctx.reply(await self._page(ctx, status, sort, 0))

    @button(Page)
    async def turn(self, ctx: Context, payload: Page) -> None:
        status, sort = cast(Filter, payload.status), cast(Sort, payload.sort)
        await ctx.reply(await self._page(ctx, status, sort, payload.page))

    async def _page(self, ctx: Context, status: Filter, sort: Sort, page: int) -> Reply:
        offset = page * answers.PAGE
        found, total = await self._store.page(ctx.community.id, status, sort, answers.PAGE, offset)
        return answers.listing(found, total, status, sort, page)

    @command("ideas search", T("Find ideas by words"), private=True)
    async def search(self, ctx: Context, words: Annotated[str, Opt(T("What it is about"))]) -> None:
        found = await self._shelf.find(ctx.community.id, words, answers.PAGE)
        await ctx.reply(answers.matches(found, words))

    async def complete_idea(self, ctx: Context, typed: str) -> Sequence[str]:
        """Ideas by number or words."""
        return await self._shelf.offer(ctx.community.id, typed)

    # ---- deciding

    @command("ideas status", T("Say what becomes of an idea"), level=Level.MODERATOR, private=True)
    async def set_status(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
        status: Annotated[Status, Opt(T("What it is now"), choices=STATUS_CHOICES)],
        reason: Annotated[str, Opt(T("Why; author and supporters will read it"))],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        why = checked_reason(reason)
        check_step(found.status, status)
        change = await self._store.change(found, status, why, ctx.member.id, ctx.now)
        if change is None:
            raise UserError(T("Somebody else has just changed this idea; please look again."))
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="ideas.status",
            target=cards.tag(found),
            detail={"before": change.before, "after": change.after, "change": change.id},
        )
        await self._desk.announce(found, change)
        await ctx.reply(
            T(
                "Done: #{number} is now {status}. Author and supporters are told.",
                number=str(found.id),
                status=STATUS_NAMES[status],
            )
        )

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        for idea in await self._store.link(kept, gone):
            await self._desk.refresh(idea)

    async def erase(self, member_id: int) -> None:
        """Votes and drafts go; ideas stay without the name, also on their cards."""
        for idea in await self._store.erase(member_id):
            await self._desk.refresh(idea)
