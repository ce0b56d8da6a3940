"""What is typed about the list of words, and what happens at the door."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from bot.api.cog import button, command, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import AutoModActed, JoinRequested, MemberJoined
from bot.api.options import Items, Opt
from bot.api.people import Level
from bot.api.text import T, lines

from ..alerts.desk import Desk
from ..alerts.reading import Reading
from . import door, wording, words
from .automod import AutoMod
from .door import SlowDoor
from .lexicon import MOST_WORDS
from .payloads import KeepClosed, OpenDoor
from .words import WordList

NOTHING = Items()


class Gate:
    """The handlers of this room; the cog provides what they use."""

    _desk: Desk
    _reading: Reading
    _word_list: WordList
    _automod: AutoMod
    _door: SlowDoor

    # ---- words

    @command(
        "safety words",
        T("The words that bring a message before moderators"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def word_list(
        self,
        ctx: Context,
        action: Annotated[
            Literal["list", "add", "remove"],
            Opt(
                T("What to do"),
                choices=(("list", T("list")), ("add", T("add")), ("remove", T("remove"))),
            ),
        ] = "list",
        words: Annotated[
            Items,
            Opt(T("Words, separated by ; and * for any letters: word; scum*"), max=MOST_WORDS),
        ] = NOTHING,
    ) -> None:
        may_change = ctx.level >= Level.ADMIN
        if action == "list" and not words:
            known = await self._word_list.words(ctx.community.id)
            watched = self._reading.watches(ctx.community.id)
            listed = wording.the_list(known, may_change=may_change, watched=watched)
            await ctx.reply(listed)
            return
        if not may_change:
            raise UserError(T("Only admins can change the list of words."))
        if action == "list" or not words:
            how = wording.how_to_add()
            raise UserError(T("Which words? Type it like this: {command}", command=how))
        change = self._word_list.add if action == "add" else self._word_list.remove
        told = await change(ctx.community.id, words, ctx.member)
        watched = self._reading.watches(ctx.community.id)
        await ctx.reply(lines(*told, None if watched else wording.OFF))

    @task(words.TASK)
    async def word_rules_due(self, data: dict[str, Any], due: int) -> None:
        """AutoMod could not be told before."""
        await self._word_list.push(data["community"])

    @listen(AutoModActed, order=0)
    async def automod_acted(self, event: AutoModActed) -> None:
        draft = await self._automod.acted(event)
        if draft is not None:
            observed = self._reading.counts_only(event.community.id)
            await self._desk.file(draft, observed=observed)

    # ---- the door

    @listen(MemberJoined, order=0)
    async def newcomer(self, event: MemberJoined) -> None:
        await self._door.joined(event)

    @listen(JoinRequested, order=0)
    async def newcomer_asks(self, event: JoinRequested) -> None:
        self._door.asked(event)

    @button(OpenDoor, level=Level.MODERATOR)
    async def open_door(self, ctx: Context, payload: OpenDoor) -> None:
        await self._door.open_now(ctx, payload)

    @button(KeepClosed, level=Level.MODERATOR)
    async def keep_door_closed(self, ctx: Context, payload: KeepClosed) -> None:
        await self._door.keep_closed(ctx, payload)

    @task(door.TASK)
    async def door_due(self, data: dict[str, Any], due: int) -> None:
        """Time to open it, or to go on after a crash."""
        await self._door.due(data["community"], data["space"])
