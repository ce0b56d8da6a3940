"""The private copies of a card, which the outbox does not know."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.reply import Reply
from bot.api.services import Outbox


async def update_copy(ctx: Context, outbox: Outbox, tag: str, card: Reply) -> None:
    """Bring the message that was clicked on up to date where it is a copy that only one person
    sees. Posts of that `tag` follow `Outbox.update`."""
    if ctx.source is None:
        return
    posts = await outbox.posts(ctx.community.id, tag)
    source = (ctx.source.channel.id, ctx.source.native_id)
    if source not in [(post.channel.id, post.native_id) for post in posts]:
        await ctx.update(card)
