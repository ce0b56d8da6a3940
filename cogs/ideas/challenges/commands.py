"""Challenges: everything that people and the clock do with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Button
from bot.api.text import T, Text

from ..board.facets import Facet
from ..model import Change, Draft, Idea
from ..proposing import wording as proposing
from ..proposing.commands import Proposing
from .asking import Asking
from .course import PHASE_TASK, REMINDER_TASK, VOTED_TASK
from .model import PAST, RUNNING, Challenge
from .payloads import Enter, See, Submit
from .running import Running
from .said import cards, forms, lists, staff, wording

ENTERED_SHOWN = 2
PAST_SHOWN = 10


class Challenges(Proposing, Asking, Running):
    """The handlers."""

    def _watch_challenges(self) -> None:
        """Hear what other rooms do with ideas; called once, before anything else happens."""
        self._proposals.gates.append(self._challenge_gate)
        self._proposals.posted.append(self._entered_challenge)

    @command(
        "ideas challenges",
        T("Questions to the community, and what came of them"),
        private=True,
        view=True,
    )
    async def list_challenges(
        self,
        ctx: Context,
        challenge: Annotated[
            str, Opt(T("Number of one, to see all of it"), complete="complete_challenge")
        ] = "",
    ) -> None:
        if challenge.strip():
            await self._show_challenge(ctx, await self._meant_challenge(ctx, challenge))
            return
        here = ctx.community.id
        running = await self._challenges.all(here, *RUNNING)
        past = (await self._challenges.all(here, *PAST))[:PAST_SHOWN]
        won = {one.winner_id: one.id for one in (*running, *past) if one.winner_id is not None}
        ideas = await self._ideas.some(here, list(won))
        titles = {won[idea.id]: f"#{idea.id} {idea.words.title}" for idea in ideas}
        await ctx.reply(lists.listing([*running, *past], titles))

    @button(See)
    async def see_challenge(self, ctx: Context, payload: See) -> None:
        await self._show_challenge(ctx, await self._posted(ctx, payload.challenge))

    async def _show_challenge(self, ctx: Context, challenge: Challenge) -> None:
        state = await self._challenge_desk.state(challenge)
        if challenge.phase == "draft":
            await ctx.reply(forms.preview(state), private=True)
            return
        moderator = ctx.level >= Level.MODERATOR
        asked: Sequence[Sequence[Button]] = ()
        if moderator and challenge.phase == "decide":
            asked = staff.result(state).buttons
        await ctx.reply(cards.details(state, moderator=moderator, asked=asked), private=True)

    # ---- ideas for it

    @button(Submit)
    async def ask_answer_idea(self, ctx: Context, payload: Submit) -> None:
        await self._collecting(ctx, payload.challenge)
        await ctx.ask(proposing.form(payload=payload))

    @form(Submit)
    async def submitted(self, ctx: Context, payload: Submit, answers: Answers) -> None:
        challenge = await self._collecting(ctx, payload.challenge)
        words = proposing.answered(answers)
        await self.propose(ctx, words, ctx.member, challenge_id=challenge.id, preview=True)

    async def _collecting(self, ctx: Context, number: int) -> Challenge:
        challenge = await self._posted(ctx, number)
        if challenge.phase != "collect":
            raise UserError(wording.closed())
        return challenge

    async def _challenge_gate(self, draft: Draft) -> Text | None:
        """Why an idea cannot answer its challenge any more; what was sent in time and held back by
        the bot still can while it is talked about."""
        if draft.challenge_id is None:
            return None
        challenge = await self._challenges.get(draft.community_id, draft.challenge_id)
        if challenge is None:
            return wording.closed()
        if challenge.phase == "collect":
            return None
        kept = await self._drafts.get(draft.community_id, draft.id)
        held_at = kept.held_at if kept is not None else None
        in_time = held_at is not None and held_at <= challenge.dates.discuss_at
        return None if in_time and challenge.phase == "discuss" else wording.closed()

    async def _entered_challenge(self, idea: Idea) -> None:
        """A new idea stands on the board."""
        if idea.challenge_id is None:
            return
        challenge = await self._challenges.get(idea.community_id, idea.challenge_id)
        if challenge is not None:
            await self._challenge_desk.refresh(challenge)

    @command("ideas enter", T("Let your idea take part in a challenge"), private=True)
    async def enter_idea(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of your idea"), complete="complete_idea")],
        challenge: Annotated[str, Opt(T("Number of the challenge"), complete="complete_challenge")],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        await self._enter(ctx, found, await self._meant_challenge(ctx, challenge))

    @button(Enter)
    async def enter_pressed(self, ctx: Context, payload: Enter) -> None:
        idea = await self._shelf.get(ctx.community.id, payload.idea)
        await self._enter(ctx, idea, await self._posted(ctx, payload.challenge))

    async def _challenge_facet(self, ctx: Context, idea: Idea) -> Facet:
        """Which challenge an idea takes part in; for its author, those that it could."""
        here = ctx.community.id
        if idea.challenge_id is not None:
            challenge = await self._challenges.get(here, idea.challenge_id)
            if challenge is None:
                return Facet()
            label = T("Challenge {number}", number=challenge.number)
            return Facet([wording.part_of(challenge)], [Button(label, See(challenge.id))])
        if idea.author_id != ctx.member.id or not idea.open:
            return Facet()
        collecting = await self._challenges.all(here, "collect")
        return Facet(
            buttons=[
                Button(T("Enter in challenge {number}", number=one.number), Enter(idea.id, one.id))
                for one in collecting[:ENTERED_SHOWN]
                if idea.status in ("new", "not_now")
            ]
        )

    # ---- the clock, the poll, and the steps of ideas

    @task(PHASE_TASK)
    async def challenge_due(self, data: dict[str, Any], due: int) -> None:
        """A phase ends."""
        await self._course.advance(data["community"], data["challenge"])

    @task(REMINDER_TASK)
    async def challenge_waits(self, data: dict[str, Any], due: int) -> None:
        """Moderators have not decided."""
        await self._course.remind(data)

    @task(VOTED_TASK)
    async def challenge_voted(self, data: dict[str, Any], due: int) -> None:
        """The poll of a challenge is closed."""
        await self._course.voted(data)

    async def _challenge_stepped(self, idea: Idea, change: Change, same: bool) -> None:
        await self._course.stepped(idea, change)

    # ---- people

    async def _refresh_challenges_of(self, member_id: int) -> None:
        """Once the tables say that two accounts are one person: the cards."""
        for challenge in await self._challenges.of(member_id):
            await self._challenge_desk.refresh(challenge)

    async def _leave_challenges(self, member_id: int) -> list[Challenge]:
        """Drop the drafts of somebody who is forgotten; the challenges that name or count them."""
        await self._challenges.forget(member_id)
        return await self._challenges.of(member_id)
