"""Copies of a card that one person asked for."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.reply import Reply
from bot.api.services import Outbox
from bot.api.text import T

from .card import hall

STAYING = frozenset({"telegram"})
"""Where a private answer stays for ever, as there is none that is gone with the next look."""

ANSWERED = Reply(T("You have answered this. The card of the alert says what came of it."))


async def give_copy(ctx: Context, outbox: Outbox, tag: str, card: Reply) -> None:
    """A copy for whoever asks. One that stays is a post of that `tag`, so that what happens later,
    and what is forgotten, is brought to it as to the card itself."""
    if ctx.browser or (ctx.channel.platform not in STAYING and not ctx.channel.direct):
        await ctx.reply(card, private=True)
    elif await outbox.tell_now(ctx.member, card, tag=tag) is False:
        await ctx.reply(card, private=True)  # says how to be reached
    elif not ctx.channel.direct:
        await ctx.reply(T("I have sent it to you privately."), private=True)


async def update_copy(ctx: Context, outbox: Outbox, tag: str, card: Reply) -> None:
    """Bring the message that was clicked on up to date where it is a copy that only one person
    sees. Posts of that `tag` follow `Outbox.update`; what else stands in a private chat is a
    question, like whether a ban is meant."""
    if ctx.source is not None and await outbox.tag_of(ctx.source) not in (tag, hall(tag)):
        await ctx.update(ANSWERED if ctx.channel.direct else card)
