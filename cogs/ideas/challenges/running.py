"""What moderators do with a challenge that runs: phases, finalists, decision."""

from __future__ import annotations

from bot.api.cog import button, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import N, T, clip

from ..config import IdeasConfig
from ..model import MAX_REASON, Idea, check_step, checked_reason
from ..steps.deciding import BLANK
from .model import ELIGIBLE, MOST_CANDIDATES, Challenge
from .payloads import Accept, AnswerOthers, Choose, End, Finalist, Next, OpenVote
from .said import forms, staff, wording
from .tools import ChallengeTools


class Running(ChallengeTools):
    """The handlers."""

    @button(Next, level=Level.MODERATOR)
    async def next_phase(self, ctx: Context, payload: Next) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        await self._course.next(seen, ctx.member)
        await ctx.reply(T("Done."), private=True)

    @button(Finalist, level=Level.MODERATOR)
    async def toggle_finalist(self, ctx: Context, payload: Finalist) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        state = await self._challenge_desk.state(seen)
        if payload.idea not in {entry.idea.id for entry in state.able}:
            raise UserError(T("This idea is settled meanwhile, so it cannot be voted on."))
        most = min(self._polling.most_options(ctx.community.id), MOST_CANDIDATES)
        within = await self._finals.toggle(seen, payload.idea, most)
        if within is None:
            raise UserError(
                T("A poll has at most {most} answers here; take one out first.", most=most)
                if seen.preparing
                else wording.CHANGED
            )
        # where it was pressed at once, then on the same card in other spaces
        await ctx.update(staff.final(await self._challenge_desk.state(seen), most))
        await self._challenge_desk.refresh(seen)

    @button(OpenVote, level=Level.MODERATOR)
    async def open_vote(self, ctx: Context, payload: OpenVote) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        await self._course.open(seen, ctx.member)
        await ctx.reply(T("The vote is open."), private=True)

    # ---- the decision

    @button(Accept, level=Level.MODERATOR)
    async def accept_winner(self, ctx: Context, payload: Accept) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        if seen.phase != "decide" or seen.winner_id is None:
            raise UserError(wording.CHANGED)
        won = await self._shelf.get(ctx.community.id, seen.winner_id)
        idea = await self._shelf.get(ctx.community.id, won.root)
        words = self._configs.of(IdeasConfig, ctx.community.id).won_reason
        reason = clip(words.replace(BLANK, seen.brief.question), MAX_REASON)
        said = await self._decider.take(ctx, idea, "planned", reason)
        await self._challenge_desk.refresh(seen)
        await ctx.reply(said, private=True)

    @button(Choose, level=Level.MODERATOR)
    async def ask_which(self, ctx: Context, payload: Choose) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        await ctx.ask(forms.choose_form(seen, payload))

    @form(Choose, level=Level.MODERATOR)
    async def chosen(self, ctx: Context, payload: Choose, answers: Answers) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        reason = checked_reason(answers.get("reason", ""))
        idea = await self._shelf.meant(ctx.community.id, answers.get("idea", ""))
        idea = await self._shelf.get(ctx.community.id, idea.root)
        state = await self._challenge_desk.state(seen)
        if idea.id not in {entry.idea.id for entry in state.entries}:
            raise UserError(
                T("#{number} does not take part in this challenge.", number=str(idea.id))
            )
        if state.accepted:
            raise UserError(T("It is decided already: the winner is planned."))
        check_step(idea.status, "planned")
        await self._course.choose(seen, idea, ctx.member)
        said = await self._decider.take(ctx, idea, "planned", reason)
        await self._challenge_desk.refresh(seen)
        await ctx.reply(said, private=True)

    @button(AnswerOthers, level=Level.MODERATOR)
    async def ask_answer(self, ctx: Context, payload: AnswerOthers) -> None:
        challenge = await self._posted(ctx, payload.challenge)
        others = await self._others(challenge)
        if not others:
            raise UserError(T("All other ideas have an answer already."))
        title = N("An answer to {n} other idea", "An answer to {n} other ideas", len(others))
        await ctx.ask(forms.reason_form(title, payload))

    @form(AnswerOthers, level=Level.MODERATOR)
    async def answer_others(self, ctx: Context, payload: AnswerOthers, answers: Answers) -> None:
        """“Not now”, with one reason for all: each author reads it, and it can come back."""
        challenge = await self._posted(ctx, payload.challenge)
        reason = checked_reason(answers.get("reason", ""))
        done = 0
        for idea in await self._others(challenge):
            try:
                await self._decider.take(ctx, idea, "not_now", reason)
            except UserError:
                continue  # somebody has answered this one meanwhile
            done += 1
        await self._challenge_desk.refresh(challenge)
        said = N("Done: {n} idea is “not now”.", "Done: {n} ideas are “not now”.", done)
        await ctx.reply(Reply(said), private=True)

    async def _others(self, challenge: Challenge) -> list[Idea]:
        """New ideas that did not win; none as long as nothing is decided."""
        state = await self._challenge_desk.state(challenge)
        if challenge.phase not in ("decide", "built", "ended"):
            return []
        able = [entry.idea for entry in state.able if entry.idea.status in ELIGIBLE]
        won = challenge.winner_id if challenge.phase != "ended" else None
        return [idea for idea in able if idea.status == "new" and idea.id != won]

    @button(End, level=Level.MODERATOR)
    async def ask_end(self, ctx: Context, payload: End) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        title = T("End challenge {number}", number=seen.number)
        await ctx.ask(forms.reason_form(title, payload))

    @form(End, level=Level.MODERATOR)
    async def end_challenge(self, ctx: Context, payload: End, answers: Answers) -> None:
        seen = await self._seen(ctx, payload.challenge, payload.turn)
        reason = checked_reason(answers.get("reason", ""))
        await self._course.end(seen, reason, ctx.member)
        await ctx.reply(T("Done: challenge {number} is ended.", number=seen.number), private=True)
