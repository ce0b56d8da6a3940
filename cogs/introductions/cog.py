"""`/meet`: people like you, and buddies for newcomers. Only for those who join it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from bot.api.boards.apart import Apart
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.boards.privacy.consent import Consent
from bot.api.cog import Cog, button, command, every, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Embedder, Outbox, Scheduler
from bot.api.text import T, bold, joined
from storage.database import Database

from . import wording
from .config import IntroductionsConfig
from .kept import KEEPS
from .matching import Matching
from .model import BUDDY_MS, DAY_MS, WISH_MS, Person, interests_of
from .nearness import Nearness
from .payloads import Answer, Ask, Buddy, Find, WantBuddy
from .store import MeetingStore
from .telling import SHOWN, TELL, Telling


class Introductions(Cog[IntroductionsConfig]):
    """Nobody is named to anybody who has not agreed, and nobody learns of a no."""

    name = "introductions"
    title = T("Introductions")
    config_model = IntroductionsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        activity: Activity,
        apart: Apart,
        contact: Contact,
        embedder: Embedder,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        figures: Figures,
        consent: Consent,
    ) -> None:
        self._store = MeetingStore(db)
        self._configs = configs
        self._directory = directory
        self._apart = apart
        self._clock = clock
        self._figures = figures
        self._consent = consent
        self._nearness = Nearness(embedder)
        self._matching = Matching(
            self._store, configs, directory, activity, apart, contact, self._nearness, clock
        )
        self._telling = Telling(
            self._store, self._matching, directory, contact, outbox, scheduler, clock
        )

    async def start(self) -> None:
        """Pin who has blocked whom, and what the digest may read; tell what a crash left untold."""
        self._apart.offer("introductions", self._store.apart)
        self._figures.offer("introductions.met", self._store.count)
        self._consent.heed("introductions", self._choice, stands=self._takes_part)
        await self._telling.resume()

    async def _choice(self, member: Member, yes: bool) -> None:
        if not yes and await self._store.leave(member.id):
            self._nearness.forget()

    async def _takes_part(self, member_id: int) -> bool:
        return await self._store.person(member_id) is not None

    # ---- taking part

    @command("meet join", T("Meet people who like what you like"), private=True)
    async def join(
        self,
        ctx: Context,
        interests: Annotated[str, Opt(T("What you like, with commas: climbing, baking"), max=200)],
    ) -> None:
        """Joining is the consent; said again it changes the interests."""
        found = interests_of(interests)
        me = Person(ctx.member.id, ctx.community.id, found, False, None, ctx.now, ctx.now)
        await self._store.join(me)
        await self._consent.note(ctx.member, "introductions", yes=True)
        await ctx.reply(await self._own(ctx))

    @command("meet mine", T("What you have said of yourself"), private=True)
    async def mine(self, ctx: Context) -> None:
        """With the buttons for buddies."""
        await ctx.reply(await self._own(ctx))

    async def _own(self, ctx: Context) -> Reply:
        return wording.own(await self._me(ctx), newcomer=self._is_new(ctx))

    def _is_new(self, ctx: Context) -> bool:
        days = self._configs.of(IntroductionsConfig, ctx.community.id).buddy_newcomer_days
        joined_at = ctx.member.joined_at
        return joined_at is not None and ctx.now - joined_at <= days * DAY_MS

    async def _me(self, ctx: Context) -> Person:
        me = await self._store.person(ctx.member.id)
        if me is None:
            raise UserError(wording.not_yet())
        return me

    @command("meet leave", T("Take part no more"), private=True)
    async def leave(self, ctx: Context) -> None:
        """The interests are deleted; whom somebody blocked stays blocked."""
        if not await self._store.leave(ctx.member.id):
            raise UserError(wording.not_yet())
        self._nearness.forget()
        await self._consent.note(ctx.member, "introductions", yes=False)
        await ctx.reply(T("Done. I have forgotten your interests and suggest you to nobody."))

    # ---- people like you

    @command("meet who", T("People you may like"), private=True, default=True)
    async def who(self, ctx: Context) -> None:
        """Up to three, each with the reason."""
        await ctx.reply(await self._suggestions(ctx))

    async def _suggestions(self, ctx: Context) -> Reply:
        fits = await self._matching.fits(await self._me(ctx))
        return wording.suggestions(fits[:SHOWN])

    @button(Find)
    async def find(self, ctx: Context, payload: Find) -> None:
        """The same from a button."""
        await self.who(ctx)

    @button(Ask)
    async def ask(self, ctx: Context, payload: Ask) -> None:
        """Ask them, or never mind. What is said does not tell who can be asked."""
        me = await self._me(ctx)
        if payload.yes:
            if await self._matching.ask(me, payload.member):
                await self._telling.plan(me.member_id, payload.member)
            await ctx.reply(wording.asked())
        else:
            await self._matching.skip(me, payload.member)
            await ctx.update(await self._suggestions(ctx))

    @task(TELL)
    async def tell(self, data: dict[str, Any], due: int) -> None:
        """Somebody is asked, or two are brought together."""
        await self._telling.tell(data)

    @button(Answer)
    async def answer(self, ctx: Context, payload: Answer) -> None:
        """Yes, or not now. Of a no nobody learns."""
        me, other = ctx.member.id, payload.member
        if payload.yes and not await self._matching.may_meet(other, me, ctx.community.id):
            raise UserError(wording.not_open())
        if not await self._store.answer(other, me, ctx.now, yes=payload.yes):
            raise UserError(wording.not_open())
        if payload.yes:
            await self._telling.plan(me, other)
            await ctx.update(Reply(T("Good! You both get a message.")))
        else:
            await ctx.update(Reply(T("All right. Nobody learns of it.")))

    # ---- not with somebody

    @command("meet block", T("Never be introduced to somebody"), private=True)
    async def block(
        self, ctx: Context, who: Annotated[Member, Opt(T("Whom; they are not told"))]
    ) -> None:
        """Whether they take part or not."""
        if who.id == ctx.member.id:
            raise UserError(T("That is you."))
        await self._store.block(ctx.community.id, ctx.member.id, who.id)
        await ctx.reply(T("Done. I never bring you and {who} together.", who=bold(who.name)))

    @command("meet unblock", T("Somebody may be suggested again"), private=True)
    async def unblock(
        self, ctx: Context, who: Annotated[Member | None, Opt(T("Whom"))] = None
    ) -> None:
        """Without a name, who is blocked."""
        blocked = await self._directory.members(await self._store.blocked_by(ctx.member.id))
        if who is None:
            names = joined([bold(member.name) for member in blocked.values()])
            listed = T("You have blocked: {names}", names=names)
            await ctx.reply(listed if blocked else T("You have blocked nobody."))
            return
        if not await self._store.unblock(ctx.member.id, who.id):
            raise UserError(T("You have not blocked {who}.", who=bold(who.name)))
        await ctx.reply(T("Done. {who} may be suggested to you again.", who=bold(who.name)))

    # ---- buddies

    @button(Buddy)
    async def buddy(self, ctx: Context, payload: Buddy) -> None:
        """Be a buddy, or no longer."""
        await self._me(ctx)
        await self._store.change(ctx.member.id, buddy=payload.yes)
        await ctx.update(await self._own(ctx))

    @button(WantBuddy)
    async def want_buddy(self, ctx: Context, payload: WantBuddy) -> None:
        """A newcomer gets one now, or as soon as somebody is free."""
        me = await self._me(ctx)
        if not self._is_new(ctx):
            raise UserError(T("Buddies are for newcomers; you know your way around here."))
        if await self._store.has_buddy(me.member_id, ctx.now - BUDDY_MS):
            raise UserError(T("You have a buddy already."))
        if not await self._store.wish(me.member_id, ctx.now):
            raise UserError(T("I am still looking for a buddy for you."))
        found = await self._buddy_for(me)
        await ctx.reply(
            T("You have a buddy: {who}. I write to both of you.", who=bold(found.name))
            if found is not None
            else T("Nobody is free right now. I look every hour, and tell you.")
        )

    async def _buddy_for(self, me: Person) -> Member | None:
        found = await self._matching.find_buddy(me.member_id)
        if found is not None:
            await self._telling.plan(me.member_id, found.id)
        return found

    @every(3600)
    async def look_again(self) -> None:
        """What is still to be told, open wishes for a buddy, and a suggestion now and then."""
        await self._telling.resume()
        now = self._clock.now()
        for community in await self._directory.communities():
            config = self._configs.of(IntroductionsConfig, community.id)
            if not config.enabled:
                continue
            for me in await self._store.all(community.id):
                if me.wants_buddy_at is not None and now - me.wants_buddy_at <= WISH_MS:
                    await self._buddy_for(me)
                if config.suggest_every_days:
                    await self._telling.suggest(me, config.suggest_every_days * DAY_MS)

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Interests, blocks and introductions go."""
        self._nearness.forget()
        await self._store.erase(member_id)
