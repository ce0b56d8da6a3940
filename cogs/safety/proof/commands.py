"""What owners ask about how flags fared and who carried them."""

from __future__ import annotations

from typing import Annotated

from bot.api.boards.privacy.retention import Retention
from bot.api.cog import button, command, every
from bot.api.context import Context
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.text import T, lines

from ..cards.wording import LABELS
from ..expiring import EXPOSURE
from ..times import DAY_S
from . import wording
from .care import Care
from .payloads import Loads
from .report import DAYS, MOST_DAYS, Period
from .store import ProofStore


class Proof:
    """Handlers of the safety cog: the report, and who carried how much."""

    _proof: ProofStore
    _care: Care
    _retention: Retention

    @command(
        "safety report",
        T("What came of flags: acted upon, overturned, how soon, by label and pattern"),
        level=Level.ADMIN,
        private=True,
        view=True,
    )
    async def safety_report(
        self,
        ctx: Context,
        days: Annotated[int, Opt(T("Of how many days"), min=1, max=MOST_DAYS)] = DAYS,
    ) -> None:
        period = Period.until(ctx.community, ctx.now, days)
        found = await self._proof.report(
            ctx.community.id, period, labels=LABELS, patterns=wording.PATTERNS
        )
        carried = await self._care.loads(ctx.community.id, days)
        text = lines(*wording.report(found), *wording.loads(*carried, days))
        await ctx.reply(text)

    @button(Loads, level=Level.MODERATOR)
    async def show_loads(self, ctx: Context, payload: Loads) -> None:
        days = max(1, min(payload.days, MOST_DAYS))
        found = await self._care.loads(ctx.community.id, days)
        await ctx.reply(wording.shared(*found, days), private=True)

    @every(DAY_S)
    async def tidy_exposure(self) -> None:
        """Forget how much moderators saw long ago."""
        self._retention.removed(EXPOSURE, await self._care.tidy())
