"""The cards of `/setup`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Channel
from bot.api.reply import Button, Look, Reply
from bot.api.services import Purpose
from bot.api.text import CommandHint, N, T, Text, bold, italic, joined, lines

from .kinds import KINDS, Kind
from .making import Offer, Places
from .payloads import Make, Open, Pick, Prove, Take, Use

PURPOSES: Mapping[Purpose, T] = {
    "general": T("everyday conversation"),
    "ideas": T("ideas and votes"),
    "support": T("questions"),
    "moderators": T("alerts for moderators"),
    "announcements": T("news and results"),
}
MOST = 20
PLACES = Button(T("Channels"), Open("places"))
BUSINESS = Button(T("Kind of business"), Open("kinds"))
NEXT = Button(T("What next"), Open("next"))


def places(
    community: str, found: Places, missing: Sequence[Offer] = (), made: Channel | None = None
) -> Reply:
    """The first step: what is where, what could be made, and what was made just now."""
    choose = [Button(title, Pick(purpose)) for purpose, title in PURPOSES.items()]
    return Reply(
        lines(
            bold(T("Setting up {community}", community=community)),
            T("{channel} is there now.", channel=bold(made.name)) if made is not None else None,
            T("This is where things go. Press one to choose another channel for it."),
            "",
            *(_place(purpose, found[purpose]) for purpose in PURPOSES),
        ),
        [
            choose[:3],
            choose[3:],
            *_rows(_making(missing)[:8], 4),
            [Button(T("Post a proof"), Prove(), Look.PRIMARY), BUSINESS, NEXT],
        ],
        tone="info",
    )


def _place(purpose: Purpose, channels: Sequence[Channel]) -> Text:
    if not channels:
        return T("– {purpose}: no channel yet", purpose=PURPOSES[purpose])
    names = joined([bold(channel.name) for channel in channels])
    return T("✓ {purpose}: {channels}", purpose=PURPOSES[purpose], channels=names)


def _making(offers: Sequence[Offer]) -> list[Button]:
    """One click for each."""
    several = len({offer.space for offer in offers}) > 1
    return [
        Button(_offer(offer, several=several), _taking(offer), Look.SUCCESS) for offer in offers
    ]


def _taking(offer: Offer) -> Use | Make:
    if offer.stands is not None:
        return Use(offer.purpose, offer.stands.id)
    return Make(offer.purpose, offer.space.id)


def _offer(offer: Offer, *, several: bool) -> Text:
    name, space = offer.purpose, offer.space.name
    if offer.stands is not None:
        return (
            T("Use #{name} ({space})", name=name, space=space)
            if several
            else T("Use #{name}", name=name)
        )
    if several:
        return T("Make #{name} ({space})", name=name, space=space)
    return T("Make #{name}", name=name)


def _rows(buttons: Sequence[Button], length: int) -> list[Sequence[Button]]:
    return [buttons[i : i + length] for i in range(0, len(buttons), length)]


def open_to_all(channel: Channel) -> Reply:
    """There was one for the moderators already, and everybody reads it."""
    return Reply(
        lines(
            bold(T("Members can read {channel}", channel=channel.name)),
            T(
                "It was there already, so I left it as it is. Close it to members first, or they "
                "see who was flagged or reported, and for what."
            ),
        ),
        [[Button(T("Use it all the same"), Use("moderators", channel.id)), PLACES]],
        tone="warn",
    )


def rooms(purpose: Purpose, channels: Sequence[Channel], offers: Sequence[Offer] = ()) -> Reply:
    """Which channel shall serve a purpose?"""
    fresh = [offer for offer in offers if offer.stands is None]
    spaces = {channel.space for channel in channels}
    several = len(spaces) > 1
    shown = [
        Button(_room(channel, several=several), Use(purpose, channel.id))
        for channel in channels[:MOST]
    ]
    alone, here = purpose == "moderators", CommandHint("settings channel", purpose)
    return Reply(
        lines(
            bold(T("Which channel for: {purpose}?", purpose=PURPOSES[purpose])),
            T("Take one that members cannot read.") if alone else None,
            T("Is it not here? Let me make it, or make one and type {command} in it.", command=here)
            if fresh
            else T(
                "Is it not here? Make it as you make any channel, then type {command} in it.",
                command=here,
            ),
        ),
        [*_rows(shown, 5), [*_making(fresh)[:4], PLACES]],
        tone="info",
    )


def _room(channel: Channel, *, several: bool) -> Text:
    if several and channel.space is not None and channel.space.name != channel.name:
        return T("{channel} ({space})", channel=channel.name, space=channel.space.name)
    return channel.name


def kinds() -> Reply:
    """What suits which business."""
    return Reply(
        lines(
            bold(T("What kind of business is it?")),
            T("I switch features on or off to suit it; you can change each of them later."),
            "",
            *(T("{kind}: {why}.", kind=bold(k.title), why=k.why) for k in KINDS.values()),
        ),
        [[Button(kind.title, Take(name)) for name, kind in KINDS.items()], [PLACES, NEXT]],
        tone="info",
    )


def taken(kind: Kind, changed: Sequence[tuple[str, str]]) -> Reply:
    """What a preset has changed."""
    return Reply(
        lines(
            bold(T("Set for: {kind}", kind=kind.title)),
            *(f"{name} = {value}" for name, value in changed),
            T("It was all so already.") if not changed else None,
            italic(T("{command} takes one back.", command=CommandHint("settings reset")))
            if changed
            else None,
        ),
        [[BUSINESS, PLACES, NEXT]],
        tone="good",
    )


def proven(channels: Sequence[Channel]) -> Reply:
    """Where the proof was sent."""
    if not channels:
        return Reply(T("There is no channel to post in yet."), [[PLACES]], tone="warn")
    return Reply(
        lines(
            T(
                "I am posting a line in {channels}.",
                channels=joined([bold(c.name) for c in channels]),
            ),
            T(
                "Do you see it there? If not, {command} says which right I lack.",
                command=CommandHint("doctor"),
            ),
        ),
        [[PLACES, BUSINESS, NEXT]],
        tone="info",
    )


PROOF = Reply(T("I can post here. 👋"))


def following(found: Places, changed: int, wrong: int) -> Reply:
    """The last page."""
    missing = [PURPOSES[purpose] for purpose, channels in found.items() if not channels]
    return Reply(
        lines(
            bold(T("This is how it stands")),
            *(_place(purpose, found[purpose]) for purpose in PURPOSES),
            N("{n} setting is your own.", "{n} settings are your own.", changed)
            if changed
            else None,
            "",
            bold(T("What to do next")),
            T("Choose a channel for: {missing}.", missing=joined(missing)) if missing else None,
            N(
                "{n} thing is not right yet: {command} says how to mend it.",
                "{n} things are not right yet: {command} says how to mend them.",
                wrong,
                command=CommandHint("doctor"),
            )
            if wrong
            else T("See how I am: {command}.", command=CommandHint("doctor")),
            T("See your greeting: {command}.", command=CommandHint("welcome preview")),
            T("Save a first answer: {command}.", command=CommandHint("faq add")),
            T("Ask your members something: {command}.", command=CommandHint("poll")),
            T("Look at all that I can do: {command}.", command=CommandHint("help")),
        ),
        [[PLACES, BUSINESS]],
        tone="info",
    )
