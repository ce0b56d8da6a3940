"""Goals in the chat: set by administrators, read by moderators, told in every digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Period, Reports, Section
from bot.api.cog import Cog, button, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Clock, Configs, Directory, Outbox
from bot.api.text import CommandHint, T
from storage.database import Database

from .asking.catalogue import completions
from .asking.reading import in_unit, read_due, read_number, read_since
from .asking.wishing import Here, aimed, read_wish
from .config import GoalsConfig
from .kept import KEEPS
from .measuring import Gauge
from .model import MOST_OPEN, Goal, prolonged
from .payloads import Extend
from .store import GoalStore
from .watch import Watch
from .wording import letters, lists

MOST_ID = 10**9
GONE = T("There is no such goal. See {command}.", command=CommandHint("goal list"))
TEAM, ABOVE = range(Level.MODERATOR + 1), range(Level.ADMIN, Level.OWNER + 1)


class Goals(Cog[GoalsConfig]):
    """A number, a date, and honest words about the way there."""

    name = "goals"
    title = T("Goals")
    config_model = GoalsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        figures: Figures,
        reports: Reports,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = GoalStore(db)
        self._reports = reports
        self._audit = audit
        self._gauge = Gauge(figures, reports, configs)
        self._watch = Watch(self._store, self._gauge, directory, outbox, configs, clock)

    async def start(self) -> None:
        """Pin the sections: one for the team, one for what only those above it may read."""
        self._reports.offer("goals", T("Goals"), self._team, order=5)
        self._reports.offer(
            "goals.private", T("Goals of the owners"), self._above, order=6, level=Level.ADMIN
        )

    async def _team(self, community: Community, period: Period) -> Section | None:
        return await self._watch.section(community, period, TEAM)

    async def _above(self, community: Community, period: Period) -> Section | None:
        return await self._watch.section(community, period, ABOVE)

    @every(3600)
    async def look(self) -> None:
        """Tell what is reached or missed."""
        await self._watch.look()

    # ---- setting

    @command("goal add", T("Set a goal: a number and a date"), level=Level.ADMIN, private=True)
    async def add(
        self,
        ctx: Context,
        metric: Annotated[
            str,
            Opt(T("What is counted, like new ideas"), min=1, max=200, complete="complete_metric"),
        ],
        number: Annotated[str, Opt(T("How much: 20, 5%, at most 2 hours"), max=60)] = "",
        when: Annotated[str, Opt(T("By when: June, 31 December, in 3 months"), max=60)] = "",
        since: Annotated[str, Opt(T("From which day on it counts, like 2026-03-01"), max=40)] = "",
    ) -> None:
        """Options or a whole sentence: "20 ideas by June"."""
        metrics = await self._gauge.metrics(ctx.community, ctx.level, ctx.now)
        zone = ctx.community.timezone
        start = read_since(since, ctx.now, zone) if since else ctx.now
        wish = read_wish(metric, number, when, metrics, Here(ctx.now, zone, ctx.when))
        goal = Goal(
            0, ctx.community.id, wish.metric.name, wish.metric.section, wish.metric.kind,
            wish.aim, wish.metric.unit, wish.target, None, start, wish.due_at,
            wish.metric.level, ctx.member.id, ctx.now,
        )  # fmt: skip
        if goal.due_at is not None and goal.start_at >= goal.due_at:
            raise UserError(T("A goal begins before it ends."))
        await self._add(ctx, goal)

    async def _add(self, ctx: Context, goal: Goal) -> None:
        if goal.kind == "level":
            (measured,) = await self._gauge.measured(ctx.community, [goal], ctx.now)
            goal = replace(goal, baseline=measured.reading.value)
        kept = await self._store.add(goal)
        if kept is None:
            raise UserError(
                T("I follow {n} goals at a time. Close one with {command} first.",
                  n=MOST_OPEN, command=CommandHint("goal close"))
            )  # fmt: skip
        await self._record(ctx, "goals.add", kept)
        (told,) = await self._watch.told(ctx.community, [kept], ctx.now)
        await ctx.reply(Reply(letters.added(told), tone="good"))

    async def complete_metric(self, ctx: Context, typed: str) -> Sequence[str]:
        """Everything that can be counted, in words."""
        metrics = await self._gauge.metrics(ctx.community, ctx.level, ctx.now)
        locale = ctx.member.locale or ctx.community.locale
        return completions(typed, metrics, locale=locale, most=25)

    # ---- reading and changing

    @command(
        "goal list", T("Goals, and whether they are on track"),
        level=Level.MODERATOR, private=True, default=True, view=True,
    )  # fmt: skip
    async def list_all(self, ctx: Context) -> None:
        """With the reason where one is behind."""
        found = [g for g in await self._store.open(ctx.community.id) if g.level <= ctx.level]
        await ctx.reply(lists.listing(await self._watch.told(ctx.community, found, ctx.now)))

    @command("goal edit", T("Another number or date for a goal"), level=Level.ADMIN, private=True)
    async def edit(
        self,
        ctx: Context,
        goal: Annotated[int, Opt(T("Its number in the list"), min=1, max=MOST_ID)],
        number: Annotated[str, Opt(T("How much: 20, 5%, at most 2 hours"), max=60)] = "",
        when: Annotated[str, Opt(T("By when: June, 31 December, in 3 months"), max=60)] = "",
    ) -> None:
        """It goes on counting from where it began."""
        found = await self._goal(ctx, goal)
        target, aim, due_at = found.target, found.aim, found.due_at
        if number:
            amount = read_number(number)
            if amount is None:
                raise UserError(T("I see no number in “{typed}”.", typed=number[:40]))
            aim = amount.aim or found.aim
            target = aimed(in_unit(amount, found.unit), aim)
        if when:
            due_at = read_due(when, ctx.now, ctx.community.timezone, ctx.when)
        changed = replace(found, target=target, aim=aim, due_at=due_at)
        if changed == found:
            raise UserError(T("Say what to change: another number, or another date."))
        if not await self._store.change(found, changed):
            raise UserError(GONE)
        await self._record(ctx, "goals.edit", changed)
        (told,) = await self._watch.told(ctx.community, [changed], ctx.now)
        await ctx.reply(Reply(letters.added(told), tone="good"))

    @command("goal close", T("Follow a goal no longer"), level=Level.ADMIN, private=True)
    async def close(
        self,
        ctx: Context,
        goal: Annotated[int, Opt(T("Its number in the list"), min=1, max=MOST_ID)],
    ) -> None:
        """Nobody is told of it any more."""
        found = await self._goal(ctx, goal)
        if not await self._store.end(found, "closed", ctx.now):
            raise UserError(GONE)
        await self._record(ctx, "goals.close", found)
        await ctx.reply(T("Done. Goal #{id} is closed.", id=str(found.id)))

    @button(Extend, level=Level.ADMIN)
    async def extend(self, ctx: Context, payload: Extend) -> None:
        """Four more weeks for a goal that was missed."""
        found = await self._store.get(ctx.community.id, payload.goal)
        if found is None or found.level > ctx.level:
            raise UserError(GONE)
        if found.state != "missed" or found.due_at != payload.due:
            raise UserError(T("This goal has been changed already."))
        due_at = prolonged(payload.due, ctx.now, ctx.community.timezone)
        changed = replace(found, due_at=due_at, state="open", ended_at=None)
        if not await self._store.change(found, changed):
            raise UserError(T("This goal has been changed already."))
        await self._record(ctx, "goals.extend", changed)
        (told,) = await self._watch.told(ctx.community, [changed], ctx.now)
        await ctx.update(letters.extended(told))

    async def _goal(self, ctx: Context, goal_id: int) -> Goal:
        """One that is followed and may be read by whoever asks."""
        found = await self._store.get(ctx.community.id, goal_id)
        if found is None or found.level > ctx.level or found.state != "open":
            raise UserError(GONE)
        return found

    async def _record(self, ctx: Context, action: str, goal: Goal) -> None:
        detail = {"metric": goal.metric, "target": goal.target, "due": goal.due_at}
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"goal:{goal.id}",
            detail=detail,
        )  # fmt: skip

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Goals stay; who set them is forgotten."""
        await self._store.erase(member_id)
