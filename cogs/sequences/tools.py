"""What the rooms share: which sequence is meant, and its card."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Rows

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.reply import Reply
from bot.api.services import Audit, Clock, Directory, Outbox
from bot.api.text import CommandHint, T, Text, joined

from . import wording
from .model import Sequence, Step
from .running.messages import unknown
from .store import FigureStore, PeopleStore, SequenceStore


class SequenceTools:
    """Used by the handlers; the cog provides what these use."""

    _sequences: SequenceStore
    _people: PeopleStore
    _figures: FigureStore
    _audiences: Audiences
    _contact: Contact
    _directory: Directory
    _outbox: Outbox
    _audit: Audit
    _clock: Clock

    async def complete_sequence(self, ctx: Context, typed: str) -> Rows[str]:
        """Names while they are typed."""
        words = typed.strip().casefold()
        return [one.name for one in await self._all(ctx) if words in one.name.casefold()]

    async def _all(self, ctx: Context) -> list[Sequence]:
        return await self._sequences.all(ctx.community.id)

    async def _meant(self, ctx: Context, name: str) -> Sequence:
        """The one of that name; without a name the only one there is."""
        known = await self._all(ctx)
        words = " ".join(name.split()).casefold()
        for one in known:
            if one.name.casefold() == words:
                return one
        close = [one for one in known if one.name.casefold().startswith(words)]
        if len(close) == 1:
            return close[0]
        if not known:
            raise UserError(
                T(
                    "There is no sequence yet; {command} writes one.",
                    command=CommandHint("sequence new"),
                )
            )
        raise UserError(
            T(
                "Which sequence? There are: {names}.",
                names=joined([one.name for one in close or known]),
            )
        )

    async def _get(self, ctx: Context, number: int) -> Sequence:
        found = await self._sequences.get(ctx.community.id, number)
        if found is None:
            raise UserError(wording.GONE)
        return found

    async def _step(self, ctx: Context, number: int, step_id: int) -> tuple[Sequence, Step]:
        sequence = await self._get(ctx, number)
        step = sequence.step(step_id)
        if step is None:
            raise UserError(wording.GONE)
        return sequence, step

    async def _card(self, sequence: Sequence) -> Reply:
        return wording.card(
            sequence,
            await self._figures.progress(sequence.id),
            await self._figures.tallies(sequence.id),
            await self._channels(sequence),
            await self._problems(sequence),
        )

    async def _channels(self, sequence: Sequence) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for number in {step.channel_id for step in sequence.steps}:
            channel = await self._directory.channel(number) if number is not None else None
            if channel is not None:
                found[channel.id] = channel.name
        return found

    async def _problems(self, sequence: Sequence) -> list[Text]:
        """Conditions that are not understood any more, and holes that nothing fills."""
        found: list[Text] = []
        conditions = [sequence.audience, sequence.stops, *(s.condition for s in sequence.steps)]
        for condition in dict.fromkeys(conditions):
            try:
                await self._audiences.check(sequence.community_id, condition)
            except UserError as error:
                found.append(error.text)
        holes = sorted({hole for step in sequence.steps for hole in unknown(step.text)})
        return [*found, wording.hole_unknown(holes)] if holes else found

    async def _say(self, ctx: Context, reply: Reply) -> None:
        """On the card that was pressed; after questions in a chat, below them."""
        if ctx.source is None:
            await ctx.reply(reply, private=True)
        else:
            await ctx.update(reply)

    async def _note(self, ctx: Context, verb: str, sequence: Sequence) -> None:
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=f"sequences.{verb}",
            target=f"sequence:{sequence.id}",
        )
