"""What happens when a moderator decides, or the bot by itself in the mode "act"."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.api.context import Context
from bot.api.errors import MissingRights, TownhallError, UserError
from bot.api.model import Community, Member
from bot.api.services import Configs, Scheduler
from bot.api.text import Mention, T, Text

from ..alerts.model import Alert, Failure, Outcome
from ..alerts.store import STALE_MS
from ..config import Measure, SafetyConfig
from ..members.telling import Notices
from ..times import DAY_MS
from . import announcing, wording
from .actions import Act, Done, Order, People, length_allowed
from .announcing import Announcing, talk
from .handing import AtTheCard, claimed_by_other, not_anothers, not_ones_own
from .model import ANNOUNCED, KINDS, why
from .rota import Rota

TASK = "safety.settle"

# how the audit log calls each decision
VERBS: Mapping[Outcome, str] = {**KINDS, "dismissed": "dismiss"}
AUTOMATIC: Mapping[Measure, Outcome] = {"delete": "deleted", "time_out": "timed_out"}

OnSettled = Callable[[Alert, Outcome], Awaitable[object]]


class Decisions:
    """Carries out decisions, one moderator at a time for each alert, and says what came of it."""

    def __init__(
        self,
        at: AtTheCard,
        acts: Mapping[Outcome, Act],
        people: People,
        rota: Rota,
        notices: Notices,
        configs: Configs,
        scheduler: Scheduler,
    ) -> None:
        self._at = at
        self._acts = acts
        self._people = people
        self._rota = rota
        self._notices = notices
        self._announcing = Announcing(people, notices)
        self._configs = configs
        self._scheduler = scheduler
        self._listeners: list[OnSettled] = []
        # what this process still carries out: a platform can take longer than `STALE_MS`
        self._underway: set[int] = set()

    def listen(self, fn: OnSettled) -> None:
        """Call `fn(alert, outcome)` after each decision. A crash can make it hear one twice."""
        self._listeners.append(fn)

    # ---- deciding

    async def decide(
        self, ctx: Context, alert_id: int, wanted: str, seconds: int = 0, *, about: int = 0
    ) -> None:
        """A click on an alert card; `about` is whom the card spoke of, 0 if it does not matter."""
        alert = await self._at.known(ctx.community.id, alert_id)
        outcome = next((o for o in self._acts if o == wanted), None)
        if outcome is None or not self._length_allowed(alert, seconds):
            raise UserError(T("That is no longer in use."))
        await not_ones_own(self._at, ctx, alert.authors)
        if alert.undecided:
            await not_anothers(self._at, ctx, alert)
            if about not in (0, alert.author_id):
                await self._at.redraw(ctx, alert)
                raise UserError(T("It is about somebody else by now. Please look at it again."))
        order = Order(ctx.community, alert, outcome, ctx.member, seconds)
        try:
            settled = await self._carry_out(order, ctx.now)
        except Exception:
            await self._at.redraw(ctx, await self._at.known(ctx.community.id, alert.id))
            raise
        if settled is None:
            raise UserError(await self._taken(ctx, alert.id))
        await self._at.redraw(ctx, settled)
        await ctx.reply(wording.outcome(await self._at.desk.view(settled)))

    def _length_allowed(self, alert: Alert, seconds: int) -> bool:
        config = self._configs.of(SafetyConfig, alert.community_id)
        climbed = tuple(step.seconds for step in config.ladder)
        return not seconds or length_allowed(seconds, config.time_out_seconds, climbed)

    async def automatic(
        self, community: Community, alert: Alert, measure: Measure, now: int
    ) -> Alert:
        """The bot acts by itself; the alert as it is afterwards: settled, or still open where it
        could not or may not act. Never on people with moderator rights."""
        if not await self._ordinary(alert):
            return alert
        order = Order(community, alert, AUTOMATIC[measure], None)
        # what fails is said on the card, and people decide
        with suppress(TownhallError, ConnectionError, TimeoutError):
            await self._carry_out(order, now)
        return await self._at.known(community.id, alert.id)

    async def _ordinary(self, alert: Alert) -> bool:
        """Whether everybody in it is a member like others: the platform says so now, and nobody
        has moderator rights elsewhere in the community."""
        if alert.author_is_staff or not alert.authors:
            return False
        try:
            space = await self._people.space(alert.community_id, alert.space_id)
            for author_id in alert.authors:
                if await self._people.staff(await self._people.known(author_id), space):
                    return False
        except (TownhallError, ConnectionError, TimeoutError):
            return False
        return True

    async def _begin(self, order: Order, now: int) -> bool:
        alert, by = order.alert, order.by.id if order.by else None
        if not await self._at.actions.begin(alert.community_id, alert.id, by, now):
            return False
        data: dict[str, Any] = {"community": alert.community_id, "alert": alert.id}
        data |= {"outcome": order.outcome, "by": by, "at": now}
        await self._follow(alert, data, now + STALE_MS)
        return True

    async def _follow(self, alert: Alert, data: Mapping[str, Any], due: int) -> None:
        key = _key(alert.id)
        await self._scheduler.at(due, TASK, data, key=key, community_id=alert.community_id)

    async def _carry_out(self, order: Order, now: int) -> Alert | None:
        """The settled alert; None when somebody else decides on it or has done so."""
        alert_id = order.alert.id
        if alert_id in self._underway:
            return None
        self._underway.add(alert_id)
        try:
            return await self._settled(order, now) if await self._begin(order, now) else None
        finally:
            self._underway.discard(alert_id)

    async def _settled(self, order: Order, now: int) -> Alert | None:
        alert, by = order.alert, order.by.id if order.by else None
        try:
            before = await self._done_before(order)
            done = before or await self._do(order, now)
        except Exception as error:
            await self._failed(order, error, now)
            raise
        days = self._configs.of(SafetyConfig, alert.community_id).warning_days
        mine, carried = await self._at.actions.settle(
            alert,
            by,
            order.outcome,
            now,
            detail=done.detail | ({} if by else {"automatic": True}),
            kind=KINDS.get(order.outcome),
            members=() if before else done.members,
            strike_until=now + days * DAY_MS,
        )
        if not mine:
            for action in carried:  # too late for the card, but it has happened
                await self._notices.send(action.id)
            return None
        return await self._finish(await self._at.known(alert.community_id, alert.id), order.by)

    async def _do(self, order: Order, now: int) -> Done:
        if order.outcome in ANNOUNCED:
            await self._announcing.before(order, now)
        return await self._acts[order.outcome].do(order)

    async def _done_before(self, order: Order) -> Done | None:
        """What the table says was carried out on this alert already is not done twice."""
        kind = KINDS.get(order.outcome)
        rows = await self._at.actions.of_alert(order.alert.community_id, order.alert.id)
        same = [a for a in rows if a.kind == kind and a.undone_at is None]
        if not same:
            return None
        members = tuple(a.member_id for a in same if a.member_id is not None)
        return Done({"seconds": same[0].seconds} if same[0].seconds else {}, members)

    async def _failed(self, order: Order, error: Exception, now: int) -> None:
        alert, by = order.alert, order.by
        right = error.right if isinstance(error, MissingRights) else ""
        failure = Failure(order.outcome, by.id if by else None, why(error), right)
        await self._at.actions.release(alert.id, by.id if by else None, failure)
        if order.outcome == "banned":
            await self._announcing.failed(order, now, sure=failure.why != "unknown")
        await self._scheduler.cancel(_key(alert.id))
        await self._record(alert, by, order.outcome, {"failed": failure.why, "right": right})
        await self._at.desk.refresh(await self._at.known(alert.community_id, alert.id))

    # ---- afterwards

    async def _finish(self, alert: Alert, by: Member | None) -> Alert:
        """Log, private notes, listeners, card: all of it can be done again after a crash."""
        outcome = alert.outcome
        if outcome is None:
            return alert
        await self._record(alert, by, outcome, alert.detail)
        alert = await self._tell(alert)
        for listener in self._listeners:
            await listener(alert, outcome)
        await self._rota.answered(alert.id)
        await self._at.desk.refresh(alert)
        await self._scheduler.cancel(_key(alert.id))
        return alert

    async def resume(self, data: Mapping[str, Any], due: int) -> None:
        """A crash came between: finish what was settled, reopen what was not (nobody can know
        whether the platform has done it). What is still under way is looked at again later."""
        alert = await self._at.store.get(int(data["community"]), int(data["alert"]))
        if alert is None:
            return
        if alert.id in self._underway:
            await self._follow(alert, data, due + STALE_MS)
            return
        if alert.state == "settled":
            by = await self._at.directory.member(alert.settled_by or 0)
            await self._finish(alert, by)
        elif alert.state == "acting" and alert.settled_by == data["by"]:
            failure = Failure(data["outcome"], alert.settled_by, "unknown")
            await self._at.actions.release(alert.id, alert.settled_by, failure)
            if failure.outcome == "banned":
                community = await self._at.directory.community(alert.community_id)
                by = await self._at.directory.member(alert.settled_by or 0)
                order = Order(community, alert, "banned", by)
                await self._announcing.failed(order, data["at"], sure=False)
            await self._at.desk.refresh(await self._at.known(alert.community_id, alert.id))

    async def _taken(self, ctx: Context, alert_id: int) -> Text:
        alert = await self._at.known(ctx.community.id, alert_id)
        view = await self._at.desk.view(alert)
        if alert.state == "settled":
            await self._at.redraw(ctx, alert)
            return T("This is decided already. {outcome}", outcome=wording.outcome(view))
        if alert.claimed_by not in (None, ctx.member.id):
            return await claimed_by_other(self._at, ctx, alert.id)
        decider = await self._at.directory.member(alert.settled_by or 0)
        if decider is None:
            return T("Another moderator is deciding this right now.")
        return T("{who} is deciding this right now.", who=Mention(decider, ping=False))

    async def _tell(self, alert: Alert) -> Alert:
        """Tell everybody concerned; the alert with what is known of whether that arrived."""
        done = await self._at.actions.of_alert(alert.community_id, alert.id)
        standing = [action for action in done if action.undone_at is None]
        arrived = await asyncio.gather(
            *(self._notices.send(a.id, talk(alert) if a.kind == "talk" else "") for a in standing)
        )
        if not arrived:
            return alert
        told = replace(alert, detail=dict(alert.detail) | announcing.reached(arrived))
        await self._at.actions.note_told(alert.id, told.detail)
        return told

    async def _record(
        self, alert: Alert, by: Member | None, outcome: Outcome, detail: Mapping[str, Any]
    ) -> None:
        about = {"alert": alert.id, "model": alert.model, "scores": dict(alert.scores)}
        await self._at.record(
            alert.community_id, by, VERBS[outcome], alert.author_id, about | dict(detail)
        )

    # ---- warnings by a command

    async def warn(self, ctx: Context, member: Member, reason: str) -> bool | None:
        """A warning in the moderator's own words; whether its note has reached the member, None
        when nobody knows."""
        days = self._configs.of(SafetyConfig, ctx.community.id).warning_days
        until = ctx.now + days * DAY_MS
        action = await self._at.actions.warn(
            ctx.community.id, member.id, ctx.member.id, reason, ctx.now, until
        )
        detail = {"warning": action.warning_id}
        await self._at.record(ctx.community.id, ctx.member, "warn", member.id, detail)
        return await self._notices.send(action.id)


def _key(alert_id: int) -> str:
    return f"safety:settle:{alert_id}"
