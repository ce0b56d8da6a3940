"""Scheduled events of a server: entered, changed, taken out, and found again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord

from bot.api.errors import UserError
from bot.api.services.calendars import Occasion
from bot.api.text import T, clip

from ..calls import Calls
from .common import guild_of

CREATE_EVENTS = "Create Events"
"""Enough for events of our own; those of others take another right."""

NAME, DESCRIPTION, PLACE = 100, 1000, 100
"""Discord's limits in characters."""

NOWHERE = "–"
"""Discord wants a place of every event."""

UNKNOWN_EVENT, TOO_MANY = 10070, 30038
OPEN = (discord.EventStatus.scheduled, discord.EventStatus.active)


class Calendar:
    """Keeps one external event of ours equal to an occasion."""

    def __init__(self, call: Calls) -> None:
        self._call = call

    async def put(self, space: str, occasion: Occasion, former: str | None) -> str:
        """Enter or change it; its number. Safe to repeat: before a new event is made, the open
        ones are looked at."""

        async def run(client: discord.Client) -> str:
            guild = guild_of(client, space)
            known = await _event(guild, former) if former is not None else None
            if known is None or known.status not in OPEN:
                known = await _same(guild, client, occasion)
            if known is not None:
                await known.edit(**_changes(known, occasion))
                return str(known.id)
            return str((await _make(guild, occasion)).id)

        return await self._call(run, CREATE_EVENTS)

    async def cancel(self, space: str, entry: str) -> None:
        """Delete it, unless it is gone."""

        async def run(client: discord.Client) -> None:
            known = await _event(guild_of(client, space), entry)
            if known is not None:
                await _delete(known)

        await self._call(run, CREATE_EVENTS)


async def _event(guild: discord.Guild, number: str) -> discord.ScheduledEvent | None:
    try:
        return await guild.fetch_scheduled_event(int(number), with_counts=False)
    except discord.NotFound as error:
        if error.code != UNKNOWN_EVENT:
            raise
        return None


async def _delete(event: discord.ScheduledEvent) -> None:
    try:
        await event.delete()
    except discord.NotFound:
        return  # somebody was quicker


async def _same(
    guild: discord.Guild, client: discord.Client, occasion: Occasion
) -> discord.ScheduledEvent | None:
    """An open event of ours that says the same: made by a call whose answer never came."""
    words, start = _words(occasion), occasion.starts_at
    for event in await guild.fetch_scheduled_events(with_counts=False):
        ours = client.user is not None and event.creator_id == client.user.id
        near = abs(event.start_time.timestamp() - start / 1000) < 1  # however Discord rounds
        if ours and near and (event.name, event.location) == (words["name"], words["location"]):
            return event
    return None


async def _make(guild: discord.Guild, occasion: Occasion) -> discord.ScheduledEvent:
    try:
        return await guild.create_scheduled_event(
            **_words(occasion),
            start_time=_moment(occasion.starts_at),
            entity_type=discord.EntityType.external,
            privacy_level=discord.PrivacyLevel.guild_only,
        )
    except discord.HTTPException as error:
        if error.code == TOO_MANY:
            raise UserError(
                T("Discord keeps at most 100 events on a server: cancel one there first.")
            ) from error
        raise


def _changes(event: discord.ScheduledEvent, occasion: Occasion) -> dict[str, Any]:
    """What may be changed now: an event that runs has begun when it has begun."""
    words = _words(occasion)
    if event.status is discord.EventStatus.scheduled:
        words["start_time"] = _moment(occasion.starts_at)
    return words


def _words(occasion: Occasion) -> dict[str, Any]:
    return {
        "name": clip(occasion.name.strip(), NAME),
        "description": clip(occasion.description.strip(), DESCRIPTION),
        "location": clip(occasion.place.strip(), PLACE) or NOWHERE,
        "end_time": _moment(occasion.ends_at),
    }


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
