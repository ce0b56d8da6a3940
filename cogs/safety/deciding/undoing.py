"""Taking back what was done: on the platform, in the strikes, and in what the member knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.api.context import Context
from bot.api.errors import Gone, UserError
from bot.api.model import Member
from bot.api.text import T, Text

from ..alerts.model import Alert, Outcome
from ..members.telling import note_key
from . import wording
from .actions import Act
from .handing import AtTheCard, not_ones_own
from .model import KINDS, UNDOABLE, Action, Kind

OnUndone = Callable[[Alert], Awaitable[object]]

SAID: Mapping[Kind, Text] = {
    "warn": T("The warning is taken back, and the member is told if I can reach them."),
    "time_out": T("The time-out is lifted, and the member is told if I can reach them."),
    "ban": T("The ban is lifted, and the member is told if I can reach them."),
}
STILL: Mapping[Kind, Text] = {
    "time_out": T("This time-out is taken back, but another one of the same member still runs."),
    "ban": T("This ban is taken back, but another one of the same member still stands."),
}


class Undoing:
    """Undoes actions; of two people who undo the same, one is told that it was done."""

    def __init__(self, at: AtTheCard, acts: Mapping[Outcome, Act]) -> None:
        self._at = at
        self._acts = {KINDS[outcome]: act for outcome, act in acts.items() if outcome in KINDS}
        self._listeners: list[OnUndone] = []

    def listen(self, fn: OnUndone) -> None:
        """Call `fn(alert)` after something done on an alert was undone, perhaps twice."""
        self._listeners.append(fn)

    async def of_alert(self, ctx: Context, alert_id: int) -> list[Action]:
        """A click on "Undo ..." on a card; what was undone by it."""
        alert = await self._at.known(ctx.community.id, alert_id)
        done = await self._at.actions.of_alert(ctx.community.id, alert_id)
        undone = await self._clicked(ctx, [a for a in done if a.kind in UNDOABLE])
        await self._at.redraw(ctx, await self._at.known(ctx.community.id, alert.id))
        return undone

    async def of_warning(self, ctx: Context, warning_id: int) -> list[Action]:
        """A click on "Take back the warning ..." in a list; what was undone by it."""
        action = await self._at.actions.of_warning(ctx.community.id, warning_id)
        return await self._clicked(ctx, [action] if action else [])

    async def overturn(self, ctx: Context, action_id: int) -> None:
        """An appeal was heard: undo that action, without a word of its own. Repeating it does no
        harm; what kept the platform from doing it is passed on."""
        action = await self._at.actions.action(ctx.community.id, action_id)
        if action is not None:
            await self.undo(action, ctx.member, ctx.now, tell=False)

    async def _clicked(self, ctx: Context, actions: list[Action]) -> list[Action]:
        standing = [action for action in actions if action.undone_at is None]
        await not_ones_own(self._at, ctx, [action.member_id for action in standing])
        undone = [a for a in standing if await self.undo(a, ctx.member, ctx.now)]
        if not undone:
            raise UserError(T("This has been taken back already."))
        first = undone[0]
        another = first.kind in STILL and await self._at.actions.running(first, ctx.now)
        await ctx.reply(STILL[first.kind] if another else SAID[first.kind])
        return undone

    async def undo(self, action: Action, by: Member | None, now: int, *, tell: bool = True) -> bool:
        """Undo one action; False when it was undone before.

        The platform comes first, and lifting what is lifted already does no harm: when it refuses
        (the error is passed on) or a crash comes between, the action still counts and can be
        undone again. What another action holds the member to stays. Of deleted messages and notes
        that were read only the record can be taken back.
        """
        if action.undone_at is not None:
            return False
        another = await self._at.actions.running(action, now)
        if action.runs(now) and not another:
            with suppress(Gone):  # they are not there any more, so there is nothing to lift
                await self._acts[action.kind].undo(action)
        appealed = await self._at.actions.appealed(action.id)
        if not await self._at.actions.take_back(action, by.id if by else None, now):
            return False
        detail = {"action": action.id, "alert": action.alert_id, "warning": action.warning_id}
        await self._at.record(
            action.community_id, by, f"undo_{action.kind}", action.member_id, detail
        )
        # whoever waits for the outcome of an appeal hears of it as that, and once: also when it was
        # made, or decided, in this very moment
        if tell and not appealed and not await self._at.actions.appealed(action.id):
            await self._tell(action, another=another)
        if action.alert_id is not None:
            await self._changed(action.community_id, action.alert_id)
        return True

    async def _changed(self, community_id: int, alert_id: int) -> None:
        alert = await self._at.store.get(community_id, alert_id)
        if alert is None:
            return
        for listener in self._listeners:
            await listener(alert)
        await self._at.desk.refresh(alert)

    async def _tell(self, action: Action, *, another: bool) -> None:
        member = await self._at.directory.member(action.member_id or 0)
        if member is not None and action.kind in UNDOABLE:
            community = await self._at.directory.community(action.community_id)
            note = wording.taken_back(community, action, another=another)
            await self._at.outbox.tell(member, note, key=f"safety:undone:{action.id}")
            if (
                action.kind == "ban" and not another
            ):  # new notes may not reach them, but theirs can be changed
                await self._at.outbox.update(action.community_id, note_key(action), note)
