"""Who looks after an alert: claim, release, hand over, and the next one when no answer comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.people import Level
from bot.api.services import Audit, Directory, Outbox
from bot.api.text import Mention, T

from ..alerts.desk import Desk
from ..alerts.model import Alert
from ..alerts.store import AlertStore
from ..cards.card import tag
from ..cards.copies import update_copy
from . import buttons
from .payloads import ADMINS
from .rota import Rota
from .store import ActionStore


class AtTheCard:
    """What everything that happens on a card needs: the alert, its card, the log."""

    def __init__(
        self,
        desk: Desk,
        store: AlertStore,
        actions: ActionStore,
        directory: Directory,
        outbox: Outbox,
        audit: Audit,
    ) -> None:
        self.desk = desk
        self.store = store
        self.actions = actions
        self.directory = directory
        self.outbox = outbox
        self.audit = audit

    async def known(self, community_id: int, alert_id: int) -> Alert:
        """The alert, or a word that it is gone."""
        alert = await self.store.get(community_id, alert_id)
        if alert is None:
            raise UserError(T("This alert is not there any more."))
        return alert

    async def undecided(self, community_id: int, alert_id: int) -> Alert:
        """The alert, or a word that there is nothing to decide."""
        alert = await self.known(community_id, alert_id)
        if not alert.undecided:
            raise UserError(T("This is decided already."))
        return alert

    async def redraw(self, ctx: Context, alert: Alert) -> None:
        """Every copy of the card, also the private one that the click may have been on."""
        await update_copy(ctx, self.outbox, tag(alert.id), await self.desk.refresh(alert))

    async def record(
        self,
        community_id: int,
        actor: Member | None,
        verb: str,
        member_id: int | None,
        detail: Mapping[str, Any],
    ) -> None:
        """Into the log: what was done about whom, never a text."""
        await self.audit.record(
            community_id,
            actor=actor,
            action=f"safety.{verb}",
            target=f"member:{member_id}",
            detail={k: v for k, v in detail.items() if v not in ("", None)},
        )


class Handing:
    """Gives every alert one person who looks after it."""

    def __init__(self, at: AtTheCard, rota: Rota) -> None:
        self._at = at
        self._rota = rota

    async def shown(self, alert: Alert) -> None:
        """A card has been posted: ask whoever's turn it is, once."""
        if not alert.undecided or alert.claimed_by is not None or alert.asked_at is not None:
            return
        if (await self._rota.ask(alert)).asked_at is not None:
            await self._at.desk.refresh(alert)

    async def claim(self, ctx: Context, alert_id: int) -> None:
        """I look after it."""
        alert = await self._at.undecided(ctx.community.id, alert_id)
        await not_ones_own(self._at, ctx, alert.authors)
        if not await self._at.actions.claim(alert, ctx.member.id, ctx.now):
            raise UserError(await claimed_by_other(self._at, ctx, alert_id))
        await self._rota.answered(alert_id)
        await self._changed(ctx, alert, "claim")
        await ctx.reply(T("You look after it now. Others see that on the card."))

    async def release(self, ctx: Context, alert_id: int) -> None:
        """Nobody looks after it: the next one on the rota is asked."""
        alert = await self._at.undecided(ctx.community.id, alert_id)
        await not_ones_own(self._at, ctx, alert.authors)
        if not await self._at.actions.unclaim(alert):
            raise UserError(T("Nobody looks after it, so everybody may decide."))
        released = await self._at.known(ctx.community.id, alert_id)
        await self._rota.ask(released, [i for i in (alert.claimed_by,) if i is not None])
        await self._changed(ctx, alert, "release")
        await ctx.reply(T("It is free again for everybody."))

    async def offer(self, ctx: Context, alert_id: int) -> None:
        """To whom should it go?"""
        alert = await self._at.undecided(ctx.community.id, alert_id)
        await not_ones_own(self._at, ctx, alert.authors)
        others = await self._rota.others(alert, Level.MODERATOR, ctx.member.id)
        if not others:
            raise UserError(T("I know no other moderator here who could take it."))
        admins = await self._rota.others(alert, Level.ADMIN, ctx.member.id)
        await ctx.reply(buttons.hand_over(alert, others, bool(admins)))

    async def give(self, ctx: Context, alert_id: int, to_id: int) -> None:
        """It goes to a moderator or to the admins, who are told privately."""
        alert = await self._at.undecided(ctx.community.id, alert_id)
        await not_ones_own(self._at, ctx, alert.authors)
        level = Level.ADMIN if to_id == ADMINS else Level.MODERATOR
        able = await self._rota.others(alert, level, ctx.member.id)
        to = [member for member in able if to_id in (ADMINS, member.id)]
        if not to:
            raise UserError(T("They cannot take it any more. Please choose somebody else."))
        note = T("{who} hands it over to you.", who=Mention(ctx.member, ping=False))
        if await self._rota.give(alert, to, note, by=ctx.member.id) is None:
            raise UserError(T("This is decided already."))
        await self._changed(ctx, alert, "hand_over", to=None if to_id == ADMINS else to_id)
        done = (
            T("The admins are asked now.")
            if to_id == ADMINS
            else T("{who} is asked now.", who=Mention(to[0], ping=False))
        )
        await ctx.reply(done)

    async def pass_on(self, data: Mapping[str, Any]) -> None:
        """The time to answer is over. Runs at least once; a second time changes nothing."""
        alert = await self._at.store.get(int(data["community"]), int(data["alert"]))
        if alert is None:
            return
        asked = await self._rota.pass_on(alert, data["asked"], data["since"])
        if asked is not None:
            await self._at.desk.refresh(asked)

    async def _changed(
        self, ctx: Context, alert: Alert, verb: str, *, to: int | None = None
    ) -> None:
        detail = {"alert": alert.id, "to": to}
        await self._at.record(ctx.community.id, ctx.member, verb, alert.author_id, detail)
        now = await self._at.known(ctx.community.id, alert.id)
        await self._at.redraw(ctx, now)


async def not_ones_own(at: AtTheCard, ctx: Context, about: Collection[int | None]) -> None:
    """Nobody judges what is about themselves while there is somebody else."""
    if ctx.member.id not in about:
        return
    staff = await at.directory.staff(ctx.community.id, Level.MODERATOR)
    if any(member.id != ctx.member.id for member in staff):
        raise UserError(T("This is about yourself, so please let another moderator decide."))


async def not_anothers(at: AtTheCard, ctx: Context, alert: Alert) -> None:
    """What somebody else looks after is theirs until it is released."""
    if alert.claimed_by not in (None, ctx.member.id):
        raise UserError(await claimed_by_other(at, ctx, alert.id))


async def claimed_by_other(at: AtTheCard, ctx: Context, alert_id: int) -> T:
    """Who looks after it."""
    alert = await at.undecided(ctx.community.id, alert_id)
    other = await at.directory.member(alert.claimed_by or 0)
    if other is None:
        return T("Another moderator looks after this. If they cannot, press Release first.")
    return T(
        "{who} looks after this. If they cannot, press Release first.",
        who=Mention(other, ping=False),
    )
