"""Moves challenges along their plan: by the clock, by a poll, by moderators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.api.boards.polling import MAX_QUESTION, Outcome, Polling, Wanted
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.services import Audit, Clock, Scheduler
from bot.api.text import CommandHint, T, clip

from ..model import Change, Idea
from ..store import IdeaStore
from .desk import ChallengeDesk, waits
from .model import (
    Challenge,
    Dates,
    Phase,
    challenge_of,
    check_dates,
    opened,
    option,
    places,
    poll_key,
    tag,
)
from .said import wording
from .store import ChallengeStore, FinalistStore

PHASE_TASK, REMINDER_TASK, VOTED_TASK = "ideas.phase", "ideas.challenge_waits", "ideas.voted"
RECENT_MS = 3_600_000


@dataclass(slots=True)
class Course:
    """Every step is written down first, under the turn that was seen; showing it can be repeated,
    and is when the bot starts."""

    store: ChallengeStore
    finals: FinalistStore
    ideas: IdeaStore
    desk: ChallengeDesk
    polling: Polling
    scheduler: Scheduler
    audit: Audit
    clock: Clock

    async def resume(self) -> None:
        """After a start: what a crash kept from being done, and phases that ended meanwhile."""
        for challenge in await self.store.lately(self.clock.now() - RECENT_MS):
            if challenge.phase == "vote" and challenge.asked_at and challenge.poll_id is None:
                try:
                    await self._ask(challenge)
                except UserError:
                    await self._show(await self._again(challenge))
            elif not await self.advance(challenge.community_id, challenge.id):
                await self._show(challenge)

    async def _show(self, challenge: Challenge) -> None:
        """Post and plan what a turn brings."""
        await self.plan(challenge)
        await self.desk.show(challenge)

    async def plan(self, challenge: Challenge) -> None:
        """Put on the clock what happens next by itself."""
        phase, remind = f"ideas:{tag(challenge.id)}:phase", f"ideas:{tag(challenge.id)}:waits"
        ends = {"collect": challenge.dates.discuss_at, "discuss": challenge.dates.vote_at}
        data = {"community": challenge.community_id, "challenge": challenge.id}
        for key, task, due in (
            (phase, PHASE_TASK, ends.get(challenge.phase)),
            (remind, REMINDER_TASK, waits(challenge)),
        ):
            if due is None:
                await self.scheduler.cancel(key)
            else:
                more = {**data, "turn": challenge.turn}
                here = challenge.community_id
                await self.scheduler.at(due, task, more, key=key, community_id=here)

    # ---- by the clock

    async def advance(self, community_id: int, challenge_id: int) -> bool:
        """Begin the phase that is due; False when none is."""
        now = self.clock.now()
        challenge = await self.store.get(community_id, challenge_id)
        if challenge is None or challenge.phase not in ("collect", "discuss"):
            return False
        due = challenge.dates.phase(now)
        if due in ("collect", challenge.phase):
            return False
        moved = await self.store.change(challenge, now, phase=due)
        if moved is None:
            return False
        await self._record(moved, None, "ideas.challenge_phase")
        await self._show(moved)
        return True

    async def remind(self, data: dict[str, Any]) -> None:
        """A day has passed in which moderators did nothing."""
        challenge = await self.store.get(data["community"], data["challenge"])
        if challenge is None or challenge.turn != data["turn"] or waits(challenge) is None:
            return
        if not (await self.desk.state(challenge)).accepted:
            await self.desk.remind(challenge)
            # a step that was taken back, for example, is not on the card
            await self.desk.refresh(challenge)

    # ---- by moderators

    async def next(self, seen: Challenge, actor: Member) -> None:
        """The next phase begins now."""
        now = self.clock.now()
        if seen.phase == "vote" and seen.poll_id is not None:
            await self._record(seen, actor, "ideas.challenge_close")
            if not await self.polling.close(seen.community_id, seen.poll_id):
                raise UserError(T("The vote is being counted already."))
            return
        if seen.phase == "collect":
            phase: Phase = "discuss"
            dates = replace(seen.dates, discuss_at=now)
        elif seen.phase == "discuss":
            phase, dates = "vote", replace(seen.dates, vote_at=now)
        else:
            raise UserError(T("Here the next step is a decision of the moderators."))
        await self._move(seen, actor, "ideas.challenge_phase", phase=phase, dates=dates)

    async def postpone(self, seen: Challenge, dates: Dates, actor: Member | None) -> None:
        """Other dates for one that runs; it may collect again by them."""
        check_dates(dates)
        if seen.phase not in ("collect", "discuss", "vote") or seen.asked_at is not None:
            raise UserError(T("The vote has begun, so the dates stay."))
        phase = dates.phase(self.clock.now())
        # only the end of a vote that is not open yet is nothing to tell everybody
        quietly = phase == seen.phase == "vote"
        await self._move(
            seen, actor, "ideas.challenge_dates", phase=phase, dates=dates, quietly=quietly
        )

    async def end(self, seen: Challenge, reason: str, actor: Member | None) -> None:
        """End it without anything to be built."""
        if not seen.running:
            raise UserError(T("This challenge is over already."))
        await self._move(seen, actor, "ideas.challenge_end", phase="ended", reason=reason)
        if seen.poll_id is not None and seen.phase == "vote":
            await self.polling.close(seen.community_id, seen.poll_id)

    async def choose(self, seen: Challenge, idea: Idea, actor: Member | None) -> None:
        """That idea is the one, whatever the vote said."""
        if not (seen.preparing or seen.phase == "decide"):
            raise UserError(wording.CHANGED)
        await self._move(seen, actor, "ideas.challenge_choose", phase="decide", winner_id=idea.id)

    async def post(self, draft: Challenge, actor: Member | None) -> Challenge:
        """Post a draft."""
        check_dates(draft.dates)
        if draft.dates.discuss_at <= self.clock.now():
            raise UserError(T("A date has passed meanwhile; please choose later ones."))
        return await self._move(draft, actor, "ideas.challenge_post", phase="collect")

    async def _move(
        self, seen: Challenge, actor: Member | None, action: str, **changes: Any
    ) -> Challenge:
        moved = await self.store.change(seen, self.clock.now(), **changes)
        if moved is None:
            raise UserError(wording.CHANGED)
        await self._record(moved, actor, action)
        await self._show(moved)
        return moved

    # ---- the vote

    async def open(self, seen: Challenge, actor: Member) -> Challenge:
        """Ask the poll of the finalists; of two who do it at once one is told so."""
        if not seen.preparing:
            raise UserError(wording.CHANGED)
        if not self.polling.available(seen.community_id):
            raise UserError(wording.NO_POLLS)
        state, now = await self.desk.state(seen), self.clock.now()
        chosen = [one for one in state.able if one.position is not None]
        chosen.sort(key=lambda one: one.position or 0)
        if len(chosen) < 2:
            raise UserError(T("Choose at least two ideas for the final."))
        if seen.decides == "jury" and not state.jury:
            hint = CommandHint("ideas jury", seen.number)
            raise UserError(
                T("Nobody is in the jury yet: {command} and a member take them in.", command=hint)
            )
        ids = [one.idea.id for one in chosen]
        fixed = await self.finals.fix(seen, ids, actor.id, opened(seen.dates, now), now)
        if fixed is None:
            raise UserError(wording.CHANGED)
        await self._record(fixed, actor, "ideas.challenge_vote")
        return await self._ask(fixed)

    async def _ask(self, fixed: Challenge) -> Challenge:
        """Open its poll, also after a crash: asked for again it is the same one."""
        jury = await self.finals.jurors(fixed.id) if fixed.decides == "jury" else None
        ids = await self.finals.of(fixed.id)
        wanted = Wanted(
            fixed.community_id,
            poll_key(fixed.id),
            fixed.asker_id or 0,
            clip(fixed.brief.question, MAX_QUESTION),
            [option(idea) for idea in await self.ideas.some(fixed.community_id, ids)],
            fixed.dates.decide_at,
            voters=jury,
            remind=jury is not None,
            then=VOTED_TASK,
        )
        try:
            poll = await self.polling.open(wanted)
            if poll is None:
                raise UserError(wording.NO_POLLS)
        except UserError:
            await self.store.change(fixed, self.clock.now(), quietly=True, asked_at=None)
            raise
        now_is = await self.store.change(fixed, self.clock.now(), poll_id=poll)
        if now_is is None:
            return await self._again(fixed)
        await self._show(now_is)
        return now_is

    async def voted(self, data: dict[str, Any]) -> None:
        """The poll is closed: write down who won, and say so; again is harmless."""
        outcome = Outcome.of(data)
        number = challenge_of(outcome.key)
        challenge = await self.store.get(outcome.community, number) if number is not None else None
        if challenge is None:
            return
        placed = places(outcome.ranking)
        settled = await self.finals.settle(
            challenge, outcome.poll, outcome.verdict, placed, self.clock.now()
        )
        if settled is not None:
            detail = {"verdict": outcome.verdict, "winner": settled.winner_id}
            await self._record(settled, None, "ideas.challenge_voted", **detail)
        now_is = await self._again(challenge)
        if now_is.phase == "decide":
            await self._show(now_is)

    # ---- the road of the winner

    async def stepped(self, idea: Idea, change: Change) -> None:
        """Supporters are told of a step of an idea: a challenge may be decided or built by it."""
        for challenge in await self.store.won_by(idea):
            if change.after == "done":
                moved = await self.store.change(challenge, self.clock.now(), phase="built")
                if moved is not None:
                    await self._record(moved, None, "ideas.challenge_built", idea=idea.id)
                await self.desk.built(challenge, idea)
                await self.plan(moved or challenge)
            elif change.after == "planned":
                await self.desk.planned(challenge, idea, change)
            await self.desk.refresh(challenge)

    async def _again(self, challenge: Challenge) -> Challenge:
        return await self.store.get(challenge.community_id, challenge.id) or challenge

    async def _record(
        self, challenge: Challenge, actor: Member | None, action: str, **detail: Any
    ) -> None:
        """Into the log of decisions: never the words."""
        await self.audit.record(
            challenge.community_id,
            actor=actor,
            action=action,
            target=tag(challenge.id),
            detail={"phase": challenge.phase, "turn": challenge.turn, **detail},
        )
