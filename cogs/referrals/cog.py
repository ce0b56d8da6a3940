"""Codes of friends, campaigns and purchases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from bot.api.boards.audience import Audiences, Known, Trait
from bot.api.boards.figures import Figures, Suggestion
from bot.api.boards.hooks import Hooks
from bot.api.cog import Cog, button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Button, Look, Reply
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Measures,
    Outbox,
    Secrets,
)
from bot.api.text import T, bold
from storage.database import Database

from . import wording
from .config import ReferralsConfig
from .kept import KEEPS
from .model import DAY_MS, Code, check_friend, plain
from .owners import UNKNOWN, Owners
from .payloads import Agree, ShowMe, Thank
from .selling import HOOK, Selling
from .store import CodeStore

THANK_FROM = 3


class Referrals(Owners, Selling, Cog[ReferralsConfig]):
    """Who brought whom is told only to those whom both agreed to tell."""

    name = "referrals"
    title = T("Codes")
    config_model = ReferralsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        activity: Activity,
        outbox: Outbox,
        audit: Audit,
        figures: Figures,
        audiences: Audiences,
        hooks: Hooks,
        secrets: Secrets,
        clock: Clock,
        measures: Measures,
    ) -> None:
        self._store = CodeStore(db)
        self._configs = configs
        self._directory = directory
        self._activity = activity
        self._outbox = outbox
        self._audit = audit
        self._figures = figures
        self._audiences = audiences
        self._hooks = hooks
        self._secrets = secrets
        self._clock = clock
        self._measures = measures

    async def start(self) -> None:
        """Pin figures, suggestions and what conditions can ask about."""
        self._figures.offer("referrals.brought", self._store.count)
        self._figures.offer("referrals.conversions", self._store.converted)
        self._figures.offer("referrals.conversion_value", self._store.turnover)
        self._hooks.offer(HOOK, self.sold)
        self._figures.suggest("referrals", self._suggest)
        self._audiences.offer(
            "referrals",
            Trait("brought", "number", T("How many people somebody brought"), self._store.brought),
            Trait("campaign", "words", T("Through which campaign somebody came"), self._campaigns),
            Trait("purchase", "words", T("What somebody has bought, by its code"), self._purchases),
        )

    async def _campaigns(self, community_id: int) -> Mapping[int, Known]:
        return await self._store.labels(community_id, "campaign")

    async def _purchases(self, community_id: int) -> Mapping[int, Known]:
        return await self._store.labels(community_id, "purchase")

    # ---- using a code

    @command("code", T("Use a code: of a friend, a flyer or a receipt"), private=True)
    async def use(
        self, ctx: Context, code: Annotated[str, Opt(T("The code"), min=1, max=40)]
    ) -> None:
        """Once a person; a friend's code only in the first weeks."""
        day = ctx.now // DAY_MS
        if not await self._store.may_try(ctx.member.id, day):
            raise UserError(T("These were many wrong codes. Please try again tomorrow."))
        found = await self._store.get(ctx.community.id, plain(code))
        if found is None:
            await self._store.wrong(ctx.member.id, day)
            raise UserError(UNKNOWN)
        if found.kind == "friend":
            days = self._configs.of(ReferralsConfig, ctx.community.id).newcomer_days
            check_friend(found, ctx.member.id, await self._came(ctx), ctx.now, days)
        outcome = await self._store.use(found, ctx.member.id, ctx.now)
        if outcome == "gone":
            raise UserError(UNKNOWN)
        if outcome == "again" and found.kind != "friend":
            raise UserError(T("You have used this code already. Once is enough."))
        if outcome == "brought":
            raise UserError(T("It is noted already who brought whom."))
        if outcome == "full":
            raise UserError(T("This code has been used as often as it could be."))
        await ctx.reply(await self._answer(found))

    async def _came(self, ctx: Context) -> int | None:
        if ctx.member.joined_at is not None:
            return ctx.member.joined_at
        presence = (await self._activity.presences(ctx.community.id, ctx.now)).get(ctx.member.id)
        return presence.met_at if presence is not None else None

    async def _answer(self, found: Code) -> Reply:
        if found.kind != "friend":
            return Reply(wording.noted(found), tone="good")
        friend = await self._directory.member(found.member_id) if found.member_id else None
        if friend is None:
            return Reply(T("Noted. Thank you!"), tone="good")
        return wording.ask_to_tell(found, friend)

    @button(Agree)
    async def agreed(self, ctx: Context, payload: Agree) -> None:
        """The newcomer says whether whoever brought them is told; they may think better of it."""
        if not await self._store.agree(payload.code, ctx.member.id, agreed=payload.yes):
            raise UserError(T("That code is no longer in use."))
        found = await self._store.by_id(ctx.community.id, payload.code)
        friend = (
            await self._directory.member(found.member_id) if found and found.member_id else None
        )
        await ctx.update(Reply(T("Thank you! Glad you are here.")))
        if payload.yes and found is not None and friend is not None:
            await self._thank(ctx, found, friend)

    async def _thank(self, ctx: Context, found: Code, friend: Member) -> None:
        key = f"referrals:told:{found.id}:{ctx.member.id}"
        await self._outbox.tell(friend, Reply(wording.told(ctx.member)), key=key)
        config = self._configs.of(ReferralsConfig, ctx.community.id)
        if not (found.shown and config.thank_in_public):
            return
        for channel in await self._directory.place(ctx.community.id, "general"):
            words = Reply(wording.thanks(friend, ctx.member))
            await self._outbox.post(channel, words, key=f"{key}:{channel.id}")

    # ---- one's own

    @command("codes mine", T("Your own code, for friends you bring"), private=True, default=True)
    async def mine(self, ctx: Context) -> None:
        """With who came through it, as far as they agreed."""
        await ctx.reply(await self._own(ctx))

    @button(ShowMe)
    async def show_me(self, ctx: Context, payload: ShowMe) -> None:
        """Whether others see how many one brought."""
        await self._store.show(ctx.community.id, ctx.member.id, shown=payload.yes)
        await ctx.update(await self._own(ctx))

    async def _own(self, ctx: Context) -> Reply:
        code = await self._store.own(ctx.community.id, ctx.member.id, ctx.now)
        came = await self._store.came_through(ctx.community.id, ctx.member.id)
        people = await self._directory.members([use.member_id for use in came if use.agreed])
        return wording.own(code, list(people.values()), len(came) - len(people))

    @command("codes thanks", T("Who brought people along"))
    async def thanks(self, ctx: Context) -> None:
        """Those who agreed to be shown."""
        shown = await self._store.named(ctx.community.id)
        people = await self._directory.members(list(shown))
        await ctx.reply(wording.board([(people[m], n) for m, n in shown.items() if m in people]))

    # ---- thanks, for the digest

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        found = await self._store.named(community_id, start)
        out = await self._measures.left_out(community_id)
        many = {one: n for one, n in found.items() if n >= THANK_FROM and one not in out}
        people = await self._directory.members(list(many))
        return [
            Suggestion(
                T("{who} has brought {n} people along.", who=bold(member.name), n=many[member.id]),
                Button(T("Thank {who}", who=member.first_name), Thank(member.id), Look.PRIMARY),
                # it is kind, and others see that it is noticed
                weight=0.4,
                key=_thanks(member.id),
                why=T("{n} or more in this time, and agreed to be named", n=THANK_FROM),
            )
            for member in [people[one] for one in many if one in people][:1]
        ]

    @button(Thank, level=Level.MODERATOR)
    async def thank(self, ctx: Context, payload: Thank) -> None:
        """In the team's name, once a month."""
        member = await self._directory.member(payload.member)
        if member is None or member.community_id != ctx.community.id:
            raise UserError(T("That person is no longer there."))
        key = f"referrals:thanks:{member.id}:{ctx.now // (30 * DAY_MS)}"
        words = T("The team says thank you for bringing people along! 💛")
        await self._outbox.tell(member, Reply(words), key=key)
        await self._figures.done(ctx.community.id, _thanks(member.id), ctx.member)
        await ctx.reply(T("Done: I have thanked {who} in your name.", who=bold(member.name)))

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Their code ends, and who brought them is forgotten."""
        await self._store.erase(member_id)


def _thanks(member_id: int) -> str:
    """What the suggestion to thank them is known by."""
    return f"referrals.thank:m{member_id}"
