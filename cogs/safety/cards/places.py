"""Where moderators are, and where somebody may be acted on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.checks import Check, Look
from bot.api.model import Channel, Member, Space
from bot.api.services import Directory
from bot.api.text import CommandHint, T


async def moderators_near(
    directory: Directory, community_id: int, space_id: int | None
) -> Sequence[Channel]:
    """The moderators' channels for what happened in a space: there, else on the same platform,
    else all of them."""
    places = await directory.place(community_id, "moderators")
    here = [place for place in places if place.space is not None and place.space.id == space_id]
    if here or not places:
        return here
    spaces = await directory.spaces(community_id)
    platform = next((space.platform for space in spaces if space.id == space_id), None)
    return [place for place in places if place.platform == platform] or places


async def meeting_places(directory: Directory, community_id: int) -> Sequence[Space]:
    """The spaces of a community without a group that is the moderators' own."""
    team = {
        place.space.id
        for place in await directory.place(community_id, "moderators")
        if place.space is not None and place.native_id == place.space.native_id
    }
    spaces = await directory.spaces(community_id)
    return [space for space in spaces if space.id not in team] or spaces


async def homes_of(directory: Directory, member: Member) -> Sequence[Space]:
    """Those of them where a member may be met, by the platform that they use."""
    spaces = await meeting_places(directory, member.community_id)
    return [space for space in spaces if space.platform == member.account.platform]


def a_place_for_alerts(directory: Directory) -> Look:
    """For `/doctor`: without one, alerts go to each moderator."""

    async def look(community_id: int) -> Sequence[Check]:
        if await directory.place(community_id, "moderators"):
            return ()
        return (
            Check(
                False,
                T("There is no channel for moderators."),
                T("Alerts go to each of them privately, and nobody sees who takes care of what."),
                T(
                    "Type {command} in a channel that members cannot read.",
                    command=CommandHint("settings channel", "moderators"),
                ),
            ),
        )

    return look
