"""What everybody sees of an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.calendar import local_date
from bot.api.model import Member
from bot.api.reply import Button, Look, Reply, Tone
from bot.api.text import Join, Mention, Moment, N, T, Text, bold, joined, lines, strike

from ..after.payloads import WasThere
from ..asking.payloads import Queue
from ..attending.payloads import Rsvp
from ..config import EventsConfig
from ..exchange.payloads import AddToCalendar
from ..model import HOUR_MS, Crowd, Event, Plan
from .payloads import Show


@dataclass(frozen=True, slots=True)
class Scene:
    """What a card is made of besides the event: who answered, their names as far as they are
    known, the settings, the time and the community's zone."""

    crowd: Crowd
    people: Mapping[int, Member]
    config: EventsConfig
    now: int
    zone: str


def card(event: Event, scene: Scene) -> Reply:
    """The card in the channel, with what can be pressed now."""
    phase = event.phase(scene.now)
    tones: dict[str, Tone] = {"cancelled": "danger", "coming": "info", "running": "good"}
    said = lines(*facts(event.plan, scene.zone, off=phase == "cancelled"), *_state(event, scene))
    return Reply(said, buttons(event, scene), tone=tones.get(phase, "plain"))


def facts(plan: Plan, zone: str, *, off: bool = False) -> list[Text | None]:
    """Title, time, place, details."""
    title: Text = Join(("📅 ", bold(plan.title)))
    when = span(plan, zone)
    return [
        strike(title) if off else title,
        strike(when) if off else when,
        Join(("📍 ", plan.place)) if plan.place else None,
        *(("", plan.details) if plan.details and not off else ()),
    ]


def span(plan: Plan, zone: str) -> Text:
    """From when to when."""
    same = local_date(plan.starts_at, zone) == local_date(plan.ends_at, zone)
    return T(
        "{start} to {end}",
        start=Moment(plan.starts_at),
        end=Moment(plan.ends_at, "time" if same else "datetime"),
    )


def _state(event: Event, scene: Scene) -> list[Text | None]:
    phase = event.phase(scene.now)
    if phase == "cancelled":
        return ["", T("Called off: {reason}", reason=event.reason)]
    said: list[Text | None] = [""]
    if phase == "over":
        said.append(T("This event is over."))
    elif phase == "running":
        said.append(T("It is on now."))
    if event.plan.audience and phase == "coming":
        said.append(T("For some members only; press Going and I check."))
    said.append(numbers(event, scene.crowd))
    said.append(_names(event, scene))
    organiser = scene.people.get(event.member_id or 0)
    if organiser is not None:
        said.append(T("Made by {who}", who=Mention(organiser, ping=False)))
    return said


def numbers(event: Event, crowd: Crowd) -> Text:
    """How many come, and how many would like to."""
    going = len(crowd.going)
    if event.plan.capacity:
        seats = event.plan.capacity
        come: Text = T("{n} of {seats} places are taken", n=going, seats=seats)
    else:
        come = N("{n} person is going", "{n} people are going", going)
    parts: list[Text] = [come]
    if crowd.maybe:
        parts.append(N("{n} maybe", "{n} maybe", len(crowd.maybe)))
    if crowd.waiting:
        parts.append(N("{n} on the waiting list", "{n} on the waiting list", len(crowd.waiting)))
    return Join(tuple(parts), " · ")


def _names(event: Event, scene: Scene) -> Text | None:
    if event.plan.hide_names or not scene.config.show_names:
        return None
    shown = named(scene.crowd.going, scene.people, scene.config.names_shown)
    return T("Going: {names}", names=shown) if shown is not None else None


def named(members: Sequence[int], people: Mapping[int, Member], most: int) -> Text | None:
    """Up to so many names, and how many more there are; None of nobody."""
    known = [people[number] for number in members if number in people]
    names: list[Text] = [Mention(member, ping=False) for member in known[:most]]
    if not names:
        return None
    if more := len(members) - len(names):
        names.append(N("{n} more", "{n} more", more))
    return joined(names)


def buttons(event: Event, scene: Scene) -> list[list[Button]]:
    """What can be pressed now."""
    phase, number = event.phase(scene.now), event.id
    rows: list[list[Button]] = []
    if phase == "coming":
        rows.append(rsvp(number))
        rows.append([Button(T("Add to calendar"), AddToCalendar(number))])
    closes = event.plan.ends_at + scene.config.attendance_hours * HOUR_MS
    if phase == "running" or (phase == "over" and scene.now < closes):
        rows.append([Button(T("I was there"), WasThere(number), Look.SUCCESS)])
    if phase in ("coming", "running") and event.plan.questions != "none":
        # asked from there, privately: nobody is to type a question without a name in public
        rows.append([Button(T("Questions"), Queue(number, 0))])
    if rows:
        rows[-1].append(Button(T("Details"), Show(number)))
    return rows


def rsvp(number: int) -> list[Button]:
    """The three answers."""
    return [
        Button(T("Going"), Rsvp(number, "going"), Look.SUCCESS),
        Button(T("Maybe"), Rsvp(number, "maybe")),
        Button(T("Not going"), Rsvp(number, "no")),
    ]
