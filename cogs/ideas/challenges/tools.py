"""What the handlers of this room share, built from what the cog has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from bot.api.boards.polling import Polling
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.text import CommandHint, T

from ..model import Idea, number_in, reference
from ..proposing.tools import Tools
from ..steps.commands import Steps
from .course import Course
from .desk import ChallengeDesk
from .model import RUNNING, Challenge
from .said import wording
from .store import ChallengeStore, FinalistStore

OFFERED = 25


class ChallengeTools(Steps, Tools):
    """The cog provides the attributes."""

    _polling: Polling

    @cached_property
    def _challenges(self) -> ChallengeStore:
        return ChallengeStore(self._db)

    @cached_property
    def _finals(self) -> FinalistStore:
        return FinalistStore(self._db)

    @cached_property
    def _challenge_desk(self) -> ChallengeDesk:
        return ChallengeDesk(
            self._challenges,
            self._finals,
            self._ideas,
            self._outbox,
            self._directory,
            self._polling,
        )

    @cached_property
    def _course(self) -> Course:
        return Course(
            self._challenges,
            self._finals,
            self._ideas,
            self._challenge_desk,
            self._polling,
            self._scheduler,
            self._audit,
            self._clock,
        )

    async def _challenge(self, ctx: Context, number: int) -> Challenge:
        """A posted challenge, or the asker's own draft; UserError for any other number."""
        found = await self._challenges.get(ctx.community.id, number)
        hidden = found is not None and found.phase == "draft" and found.asker_id != ctx.member.id
        if found is None or hidden:
            raise UserError(
                T(
                    "There is no challenge {number}; {command} shows those there are.",
                    number=str(number),
                    command=CommandHint("ideas challenges"),
                )
            )
        return found

    async def _posted(self, ctx: Context, number: int) -> Challenge:
        found = await self._challenge(ctx, number)
        if found.phase == "draft":
            raise UserError(T("This challenge is not posted yet."))
        return found

    async def _meant_challenge(self, ctx: Context, typed: str) -> Challenge:
        number = number_in(typed)
        if number is None:
            raise UserError(
                T(
                    "Please give the number of a challenge; {command} shows them.",
                    command=CommandHint("ideas challenges"),
                )
            )
        return await self._challenge(ctx, number)

    async def _seen(self, ctx: Context, number: int, turn: int) -> Challenge:
        """A posted challenge at the turn that was shown; UserError when it has moved on."""
        found = await self._posted(ctx, number)
        if found.turn != turn:
            raise UserError(wording.CHANGED)
        return found

    async def _enter(self, ctx: Context, idea: Idea, challenge: Challenge) -> None:
        """Let an own idea answer a challenge."""
        if idea.author_id != ctx.member.id:
            raise UserError(T("Only its author can enter an idea."))
        if idea.challenge_id is not None:
            raise UserError(
                T(
                    "#{number} takes part in challenge {challenge} already.",
                    number=str(idea.id),
                    challenge=str(idea.challenge_id),
                )
            )
        if challenge.phase != "collect":
            raise UserError(wording.closed())
        if idea.status not in ("new", "not_now") or idea.merged_into is not None:
            raise UserError(T("Only an idea that is still open can take part."))
        if not await self._challenges.enter(challenge, idea, ctx.now):
            raise UserError(wording.CHANGED)
        await self._challenge_desk.refresh(challenge)
        await ctx.reply(wording.entered(challenge, idea), private=True)

    async def complete_challenge(self, ctx: Context, typed: str) -> Sequence[str]:
        """Challenges by number or words, running ones first."""
        found = await self._challenges.all(ctx.community.id, *RUNNING, "built", "ended", "draft")
        mine = [one for one in found if one.phase != "draft" or one.asker_id == ctx.member.id]
        mine.sort(key=lambda one: (one.phase in ("built", "ended"), -one.id))
        offers = [reference(one.id, one.brief.question) for one in mine]
        words = typed.strip().removeprefix("#").casefold()
        return [offer for offer in offers if words in offer.casefold()][:OFFERED]
