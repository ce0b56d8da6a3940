"""The words of the contact policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.api.boards.contact import TOPICS, StopContact, Topic
from bot.api.calendar import local
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, N, T, Text, bold, code, joined, lines

from .logic import Quiet
from .payloads import Resume, Turn
from .store import Received, Wishes

NAMES: Mapping[Topic, T] = {
    "welcome": T("welcome"),
    "sequences": T("tips"),
    "announcements": T("announcements"),
    "events": T("events"),
    "introductions": T("introductions"),
    "ideas": T("ideas"),
}
WHAT: Mapping[Topic, T] = {
    "welcome": T("a greeting and a few questions when you are new"),
    "sequences": T("a few messages, some days apart"),
    "announcements": T("news of the community"),
    "events": T("reminders and what follows an event"),
    "introductions": T("people who would like to meet you"),
    "ideas": T("what becomes of ideas that you follow"),
}
ALL = T("all of them")
CHOICES: tuple[tuple[str, Text], ...] = (*NAMES.items(), ("all", T("all")))
GONE = T(
    "That button does not fit any more; please type {command}.", command=CommandHint("contact")
)
IN_ROW = 3


@dataclass(frozen=True, slots=True)
class State:
    """All that one person's card shows; `zone` and `quiet` are those in force."""

    wishes: Wishes
    stopped: frozenset[str]
    received: Mapping[str, Received]
    zone: str
    quiet: Quiet
    cap: int
    now: int


def card(state: State) -> Reply:
    """What somebody may be sent, when, and what they were sent."""
    topics = [_topic(topic, topic in state.stopped) for topic in TOPICS]
    buttons = [_button(topic, topic in state.stopped) for topic in TOPICS]
    return Reply(
        lines(
            bold(T("What I may send you privately, by myself")),
            *topics,
            "",
            _zone(state),
            _hours(state),
            _week(state),
            "",
            T(
                "Answers to what you ask, and what moderators decide, always reach you. Change "
                "the rest with {zone} and {quiet}.",
                zone=CommandHint("contact zone", "Berlin"),
                quiet=CommandHint("contact quiet", "22:00-07:00"),
            ),
        ),
        [buttons[i : i + IN_ROW] for i in range(0, len(buttons), IN_ROW)],
        tone="info",
    )


def _topic(topic: Topic, stopped: bool) -> Text:
    return Join(("🚫 " if stopped else "✅ ", bold(NAMES[topic]), " – ", WHAT[topic]))


def _button(topic: Topic, stopped: bool) -> Button:
    if stopped:
        return Button(T("Allow {topic}", topic=NAMES[topic]), Turn(topic, False), Look.SUCCESS)
    return Button(T("Stop {topic}", topic=NAMES[topic]), Turn(topic, True))


def _zone(state: State) -> Text:
    values = {"zone": state.zone, "time": f"{local(state.now, state.zone):%H:%M}"}
    if state.wishes.zone is None:
        return T("Your time zone is the community's: {zone}, it is {time} there now.", **values)
    return T("Your time zone: {zone}, it is {time} there now.", **values)


def _hours(state: State) -> Text:
    if state.quiet.never:
        return T("Quiet hours: none, messages may come at any hour.")
    hours = hours_of(state.quiet)
    if state.wishes.quiet is None:
        return T("Quiet hours: {hours}, as the community has it.", hours=hours)
    return T("Quiet hours: {hours}, as you wish.", hours=hours)


def hours_of(quiet: Quiet) -> str:
    """A span of time as it is read: 21:00–08:00."""
    return str(quiet).replace("-", "–")


def _week(state: State) -> Text:
    counted = sum(got.total - got.wanted for got in state.received.values())
    told = [
        T("{n} × {topic}", n=state.received[topic].total, topic=NAMES[topic])
        for topic in TOPICS
        if topic in state.received
    ]
    limit = N("{n} message a week at most", "{n} messages a week at most", state.cap)
    if not told:
        return T("In the last 7 days you got nothing ({limit}).", limit=limit)
    asked_for = sum(got.wanted for got in state.received.values())
    extra = N(", and {n} that does not count", ", and {n} that do not count", asked_for)
    return Join(
        (
            T("In the last 7 days you got: {list}. ", list=joined(told)),
            T("That is {n}", n=counted),
            extra if asked_for else "",
            T(" ({limit}).", limit=limit),
        )
    )


# ---- answers


def stopped(topic: Topic) -> Reply:
    """After the one tap."""
    return Reply(
        T(
            "Done: I send you nothing more of this kind ({topic}). To undo it, press the button or "
            "type {command}.",
            topic=bold(NAMES[topic]),
            command=CommandHint("contact allow", topic),
        ),
        [[Button(T("Undo"), Resume(topic))]],
    )


def allowed(topic: Topic) -> Reply:
    """After the undo."""
    return Reply(
        T("Undone: I may send you this again ({topic}).", topic=bold(NAMES[topic])),
        [[Button(T("Stop these messages"), StopContact(topic))]],
    )


def stopped_typed(topics: tuple[Topic, ...]) -> Text:
    """After `/contact stop`."""
    rest = "all" if len(topics) > 1 else topics[0]
    return T(
        "Done: I send you nothing more of this by myself: {topics}. To undo it: {command}",
        topics=bold(_listed(topics)),
        command=CommandHint("contact allow", rest),
    )


def allowed_typed(topics: tuple[Topic, ...]) -> Text:
    """After `/contact allow`."""
    return T("Done: I may send you this again: {topics}.", topics=bold(_listed(topics)))


def _listed(topics: tuple[Topic, ...]) -> Text:
    return ALL if len(topics) > 1 else NAMES[topics[0]]


def zone_set(zone: str, now: int) -> Text:
    """The local time is said, so that an error is seen."""
    return T(
        "Your time zone is {zone} now; your clock should say {time}.",
        zone=bold(zone),
        time=bold(f"{local(now, zone):%H:%M}"),
    )


def quiet_set(quiet: Quiet, zone: str, now: int, *, own: bool) -> Text:
    """With the local time, without which the hours mean nothing; `own` says that the zone is
    theirs."""
    if quiet.never:
        return T("Done: messages may come at any hour.")
    done = T(
        "Done: nothing from me between {start} and {end} ({zone}, where it is {time} now).",
        start=bold(str(quiet).split("-")[0]),
        end=bold(str(quiet).split("-")[1]),
        zone=zone,
        time=f"{local(now, zone):%H:%M}",
    )
    if own:
        return done
    elsewhere = T(
        "Another time where you are? Type {command}.", command=CommandHint("contact zone", "Berlin")
    )
    return joined((done, elsewhere), " ")


def quiet_unread(typed: str) -> Text:
    """What could not be read, and how to type it."""
    shown = typed if len(typed) <= 40 else f"{typed[:39]}…"
    return T(
        "I cannot read “{typed}” as quiet hours. Type them like {hours}, or {off} for none. To get "
        "nothing at all: {stop}",
        typed=shown,
        hours=code("22:00-07:00"),
        off=code("off"),
        stop=CommandHint("contact stop", "all"),
    )
