"""Appeals, from the side of those who decide them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import Mention, T, Text

from ..cards.copies import update_copy
from ..cards.places import moderators_near
from ..config import SafetyConfig
from . import casecard
from .model import Act, Case, CaseState
from .store import AppealStore
from .telling import Notices, note_key, others

log = logging.getLogger(__name__)

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
TASK = "safety.appeal"

Undo = Callable[[Context, int], Awaitable[None]]
"""Takes back the action of that id, on the platform and in the tables, without telling the
member. Repeating it does no harm; it raises what the platform said when it could not."""
Listener = Callable[[Act, CaseState], Awaitable[None]]
"""Hears of the outcome of an appeal; perhaps twice, after a crash."""


class Hearing:
    """Shows appeals to moderators, carries out what they decide, one at a time, and tells.

    One durable task for each appeal follows it: it shows the card when a crash held that back,
    reminds when the appeal waits too long, and tells the outcome when nobody could any more.
    """

    def __init__(
        self,
        store: AppealStore,
        notices: Notices,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        audit: Audit,
        clock: Clock,
        undo: Undo,
    ) -> None:
        self._store = store
        self._notices = notices
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._audit = audit
        self._clock = clock
        self._undo = undo
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """From now on it hears of every outcome, before that is final."""
        self._listeners.append(listener)

    # ---- showing

    async def open(self, act: Act, case: Case) -> None:
        """Show a new appeal to the moderators, and come back to it in time."""
        await self._show(act, case, "")
        await self._follow(act, case.due_at)

    async def follow_soon(self, act: Act, now: int) -> None:
        """Look at the appeal against an action again in a moment, whatever happens."""
        await self._follow(act, now + MINUTE_MS)

    async def _follow(self, act: Act, due: int) -> None:
        data = {"action": act.id}
        key = f"{TASK}:{act.id}"
        await self._scheduler.at(due, TASK, data, key=key, community_id=act.community_id)

    async def follow(self, action_id: int) -> None:
        """The follow-up: whatever is missing is made good."""
        act, case = await self._store.act(action_id), await self._store.against(action_id)
        if act is None or case is None:
            return
        if not case.undecided:
            await self._tell(act, case)
            return
        now = self._clock.now()
        if act.undone_at is not None:
            if not await self._close(act, case):
                await self.follow_soon(act, now)
            return
        if now < case.due_at:
            await self._show(act, case, "")
            await self._follow(act, case.due_at)
            return
        await self._show(act, case, f":{now // HOUR_MS}", remind=True)
        hours = self._configs.of(SafetyConfig, case.community_id).appeal_hours
        await self._follow(act, now + hours * HOUR_MS)

    async def _show(self, act: Act, case: Case, again: str, *, remind: bool = False) -> None:
        """The card goes where moderators are; without such a place to each, but who decided.
        A reminder goes to all of them in any case."""
        card, tag = await self.card(act, case), casecard.tag(case)
        places = await moderators_near(self._directory, case.community_id, act.space_id)
        for place in places:
            await self._outbox.post(place, card, tag=tag, key=f"{tag}:{place.id}{again}")
        if places and not remind:
            return
        judges = await self._judges(act, case)
        if not judges:
            log.warning("An appeal waits, and no moderator is known who could decide it.")
        for member in judges:
            await self._outbox.tell(member, card, tag=tag, key=f"{tag}:to:{member.id}{again}")

    async def card(self, act: Act, case: Case) -> Reply:
        """The card of an appeal as it is now."""
        ids = [i for i in (case.member_id, act.by_id, case.decided_by) if i is not None]
        people = await self._directory.members(ids)
        member = people.get(case.member_id or 0)
        return casecard.card(
            case,
            matter=await self._notices.matter(act, member) if member else None,
            act=act,
            member=member,
            giver=people.get(act.by_id or 0),
            decider=people.get(case.decided_by or 0),
            alone=act.by_id is not None and not await others(self._directory, act),
            late=case.undecided and self._clock.now() >= case.due_at,
        )

    async def _judges(self, act: Act, case: Case) -> Sequence[Member]:
        if able := await others(self._directory, act):
            return able
        staff = await self._directory.staff(case.community_id, Level.MODERATOR)
        return [member for member in staff if member.id != case.member_id]

    # ---- deciding

    async def taken_back(self, action_id: int) -> None:
        """An action was undone without hearing the appeal against it: there is nothing left to
        decide, and whoever appealed was right."""
        act, case = await self._store.act(action_id), await self._store.against(action_id)
        if act is not None and act.undone_at is not None and case is not None and case.undecided:
            await self._close(act, case)

    async def _close(self, act: Act, case: Case) -> bool:
        at = act.undone_at or self._clock.now()
        if not await self._store.close(case.id, act.undone_by, at, self._clock.now()):
            return False
        by = await self._directory.member(act.undone_by or 0)
        await self._log(act, case, by, "overturned")
        if (closed := await self._store.against(act.id)) is not None:
            await self._tell(act, closed)
        return True

    async def judge(self, ctx: Context, case_id: int, *, overturn: bool) -> None:
        """A click on the card of an appeal."""
        case = await self._store.case(ctx.community.id, case_id)
        act = await self._store.act(case.action_id) if case else None
        if case is None or act is None:
            raise UserError(T("This appeal is not there any more."))
        await self._may_judge(ctx, act, case)
        # The follow-up first: it tells the outcome should a crash come before we do.
        await self.follow_soon(act, ctx.now)
        if not await self._store.claim(case.id, ctx.member.id, ctx.now):
            raise UserError(await self._taken(ctx, act))
        state: CaseState = "overturned" if overturn else "upheld"
        try:
            if overturn:
                await self._undo(ctx, act.id)
            for listener in self._listeners:
                await listener(act, state)
        except Exception:
            await self._store.release(case.id, ctx.member.id)
            await self._follow(act, max(case.due_at, ctx.now + MINUTE_MS))
            raise
        if not await self._store.settle(case.id, ctx.member.id, state, ctx.now):
            # if it is still ours, what should stay was undone meanwhile
            await self._store.release(case.id, ctx.member.id)
            await self.taken_back(act.id)
            raise UserError(await self._taken(ctx, act))
        await self._log(act, case, ctx.member, state)
        settled = await self._store.against(act.id)
        if settled is not None:
            await self._tell(act, settled)
            await self._redraw(ctx, act, settled)
            await ctx.reply(casecard.outcome(settled, ctx.member))

    async def _log(self, act: Act, case: Case, by: Member | None, state: CaseState) -> None:
        await self._audit.record(
            case.community_id,
            actor=by,
            action=f"safety.appeal_{state}",
            target=f"member:{case.member_id}",
            detail={"appeal": case.id, "action": act.id},
        )

    async def _may_judge(self, ctx: Context, act: Act, case: Case) -> None:
        if ctx.member.id == case.member_id:
            raise UserError(T("This is your own appeal, so somebody else has to decide it."))
        if ctx.member.id == act.by_id and await others(self._directory, act):
            raise UserError(
                T("You decided this yourself, so please let another moderator look at it.")
            )
        if act.undone_at is not None and case.undecided:
            await self.taken_back(act.id)
            raise UserError(await self._taken(ctx, act))

    async def _taken(self, ctx: Context, act: Act) -> Text:
        case = await self._store.against(act.id)
        if case is None:
            return T("This appeal is not there any more.")
        decider = await self._directory.member(case.decided_by or 0)
        if not case.undecided:
            await self._redraw(ctx, act, case)
            done = casecard.outcome(case, decider)
            return T("This is decided already. {outcome}", outcome=done)
        if decider is None:
            return T("Another moderator is deciding this right now.")
        return T("{who} is deciding this right now.", who=Mention(decider, ping=False))

    async def _tell(self, act: Act, case: Case) -> None:
        member = await self._directory.member(case.member_id or 0)
        if member is None:
            return
        community = await self._directory.community(case.community_id)
        another = act.by_id is not None and case.decided_by != act.by_id
        still = await self._store.running(act, self._clock.now())
        note = casecard.result(community, act, case, another=another, still=still)
        await self._outbox.tell(member, note, key=f"{casecard.tag(case)}:outcome")
        if act.kind == "ban":  # new notes may not reach them, but theirs can be changed
            await self._outbox.update(case.community_id, note_key(act), note)
        await self._outbox.update(case.community_id, casecard.tag(case), await self.card(act, case))

    async def _redraw(self, ctx: Context, act: Act, case: Case) -> None:
        """Every copy of the card, also a private one that the click may have been on."""
        card, tag = await self.card(act, case), casecard.tag(case)
        await self._outbox.update(case.community_id, tag, card)
        await update_copy(ctx, self._outbox, tag, card)

    # ---- forgetting

    async def forget_texts(self, community_id: int, before: int) -> int:
        """Erase what was said in appeals decided before then, also from their cards; how many."""
        gone = await self._store.forget_texts(community_id, before)
        for case in gone:
            act = await self._store.act(case.action_id)
            if act is not None:
                card = await self.card(act, case)
                await self._outbox.update(community_id, casecard.tag(case), card)
        return len(gone)

    async def erase(self, member_id: int) -> None:
        """Forget a member, also on the cards of their appeals."""
        for case in await self._store.erase(member_id):
            await self._outbox.update(case.community_id, casecard.tag(case), casecard.GONE)
