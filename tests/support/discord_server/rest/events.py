"""Scheduled events of a server, kept as Discord writes them; they begin and end by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..payloads import user_json
from ..wire import ApiError, Perm, invalid_form, missing_permissions, unknown
from ..world import Guild
from .call import Call, endpoint

Json = dict[str, Any]
EVENTS = "/guilds/{guild_id}/scheduled-events"
EVENT = EVENTS + "/{guild_scheduled_event_id}"
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
EXTERNAL, MOST = 3, 100
FIELDS = ("name", "description", "scheduled_start_time", "scheduled_end_time", "entity_metadata")


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _open(call: Call, guild: Guild) -> list[Json]:
    """The events that are not over, with the state that they are in by now. Discord forgets the
    others after a while; here at once from the list, but not by their number."""
    now = call.server.clock()
    for event in guild.events.values():
        if event["status"] == SCHEDULED and _seconds(event["scheduled_start_time"]) <= now:
            event["status"] = ACTIVE
        if event["status"] == ACTIVE and _seconds(event["scheduled_end_time"]) <= now:
            event["status"] = COMPLETED
    return [event for event in guild.events.values() if event["status"] in (SCHEDULED, ACTIVE)]


def _mine(call: Call, guild: Guild) -> Json:
    """An event that the bot may change: its own, or any with the greater right."""
    _open(call, guild)
    event = guild.events.get(call.id("guild_scheduled_event_id"))
    if event is None:
        raise unknown(10070, "Guild Scheduled Event")
    own = event["creator_id"] == str(call.server.bot.id)
    if not own or not guild.me.permissions() & Perm.CREATE_EVENTS:
        call.need(Perm.MANAGE_EVENTS, guild=guild)
    return event


def _checked(call: Call, event: Json) -> None:
    """What the document does not say, or says in words only."""
    place = (event["entity_metadata"] or {}).get("location") or ""
    if not 1 <= len(place) <= 100:
        call.refuse([f"location has {len(place)} characters, 1 to 100 are allowed"])
    if not 1 <= len(event["name"]) <= 100:
        call.refuse([f"name has {len(event['name'])} characters, 1 to 100 are allowed"])
    if not event["scheduled_end_time"]:
        call.refuse(["an external event needs scheduled_end_time"])
    if _seconds(event["scheduled_end_time"]) <= _seconds(event["scheduled_start_time"]):
        raise invalid_form(["Cannot schedule event to end before it starts"])
    if event["status"] == SCHEDULED and (
        _seconds(event["scheduled_start_time"]) <= call.server.clock()
    ):
        raise invalid_form(["Cannot schedule event in the past"])


@endpoint("GET", EVENTS)
async def events(call: Call) -> list[Json]:
    return _open(call, call.guild)


@endpoint("POST", EVENTS)
async def create(call: Call) -> Json:
    guild = call.guild
    if not guild.me.permissions() & (Perm.CREATE_EVENTS | Perm.MANAGE_EVENTS):
        raise missing_permissions()
    if call.data["entity_type"] != EXTERNAL:
        raise invalid_form([f"entity_type {call.data['entity_type']} is not known here"])
    if len(_open(call, guild)) >= MOST:
        raise ApiError(400, 30038, "Maximum number of uncompleted guild scheduled events reached")
    number = call.server.ids.next()
    event = {
        "id": str(number),
        "guild_id": str(guild.id),
        "channel_id": None,
        "creator_id": str(call.server.bot.id),
        "creator": user_json(call.server.bot),
        "image": None,
        "status": SCHEDULED,
        "entity_type": EXTERNAL,
        "entity_id": None,
        "privacy_level": call.data["privacy_level"],
        **{name: call.data.get(name) for name in FIELDS},
    }
    _checked(call, event)
    guild.events[number] = event
    call.server.changed()
    return event


@endpoint("GET", EVENT)
async def event(call: Call) -> Json:
    guild = call.guild
    _open(call, guild)
    found = guild.events.get(call.id("guild_scheduled_event_id"))
    if found is None:
        raise unknown(10070, "Guild Scheduled Event")
    return found


@endpoint("PATCH", EVENT)
async def change(call: Call) -> Json:
    found = _mine(call, call.guild)
    if found["status"] not in (SCHEDULED, ACTIVE):
        raise invalid_form(["Cannot update a finished event"])
    if found["status"] == ACTIVE and "scheduled_start_time" in call.data:
        raise invalid_form(["Cannot update start time of an active event"])
    changed = found | {name: call.data[name] for name in FIELDS if name in call.data}
    _checked(call, changed)
    found.update(changed)
    call.server.changed()
    return found


@endpoint("DELETE", EVENT)
async def delete(call: Call) -> None:
    found = _mine(call, call.guild)
    del call.guild.events[int(found["id"])]
    call.server.changed()
