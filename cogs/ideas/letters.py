"""Private news of ideas, which everybody may stop."""

from __future__ import annotations

from bot.api.boards.contact import Contact, Topic
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Outbox

TOPIC: Topic = "ideas"


class Letters:
    """To those who wrote, support or follow an idea. They wished for it by that, so it does not
    count into their week; only who has stopped news of ideas altogether gets none."""

    def __init__(self, outbox: Outbox, contact: Contact) -> None:
        self._outbox = outbox
        self._contact = contact

    async def tell(self, member: Member, news: Reply, *, key: str) -> None:
        """Queue it, once for each key."""
        leave = await self._contact.ask(member, TOPIC, key, wanted=True)
        if not leave.refused:
            await self._outbox.tell(member, news, key=key)
