"""Words to the team."""

from __future__ import annotations

from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox

MOST_STAFF = 5


async def tell_team(
    outbox: Outbox, directory: Directory, community_id: int, reply: Reply, key: str, tag: str
) -> None:
    """In the team's places; to a few of the team privately where there is none. Once a `key`."""
    places = await directory.place(community_id, "moderators")
    for channel in places:
        await outbox.post(channel, reply, tag=tag, key=f"{key}:{channel.id}")
    if not places:
        staff = await directory.staff(community_id, Level.MODERATOR)
        for member in staff[:MOST_STAFF]:
            await outbox.tell(member, reply, tag=tag, key=f"{key}:member:{member.id}")
