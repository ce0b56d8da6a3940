"""Thresholds and replays in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Channel
from bot.api.reply import Button, Payload, Reply
from bot.api.text import Join, Link, Moment, N, Percent, T, Text, bold, joined, lines

from ..cards.wording import LABELS
from ..config import SafetyConfig, Strictness
from .bases import mode_of
from .replay import Replay, Shown
from .store import Lesson
from .thresholds import Learnt, moved

SHOWN_LABELS = 5  # Discord takes five buttons in a row, the fewest
SHOWN_LESSONS = 3
SHOWN_LINKS = 5
LONGEST_NAME = 40

STRICTNESS: Mapping[Strictness, T] = {
    "relaxed": T("relaxed"),
    "standard": T("standard"),
    "strict": T("strict"),
}
NOTHING_SCORED = T("No message was scored in that time, so there is nothing to compare.")
NO_MODEL = T("There is no model at the moment, so no message is scored. /report works.")


@dataclass(frozen=True)
class Unlearn(Payload, tag="safety.ll"):
    """Forget what decisions taught about a label."""

    label: str


@dataclass(frozen=True)
class UnlearnAlert(Payload, tag="safety.la"):
    """Forget what the decision on one alert taught."""

    alert: int


# ---- thresholds


@dataclass(frozen=True, slots=True)
class Standing:
    """Thresholds of a community: where each label starts (`bases`), what holds now (`limits`),
    lessons, the oldest first, and rough channels. `aimed`: an aim of alerts a week holds."""

    bases: Mapping[str, float]
    limits: Mapping[str, float]
    learnt: Mapping[str, Learnt]
    lessons: Sequence[Lesson]
    rough: Sequence[Channel]
    aimed: bool


def standing(config: SafetyConfig, now: Standing, *, may_change: bool) -> Reply:
    """The thresholds in force, why they are so, and buttons to forget lessons."""
    if not now.bases:
        return Reply(NO_MODEL)
    return Reply(
        lines(
            bold(T("From which score on a message is flagged")),
            _strictness(config, aimed=now.aimed),
            *(_line(config, label, now) for label in now.bases),
            None if config.learn else T("Decisions do not move them: learning is switched off."),
            rough_channels(now.rough) if now.rough else None,
            *_latest(now.lessons),
        ),
        _undoing(now) if may_change else (),
    )


def rough_channels(channels: Sequence[Channel]) -> Text:
    """Where friendly swearing is usual."""
    if not channels:
        return T("No channel is rough: messages are flagged alike everywhere.")
    named = joined([f"#{channel.name}" for channel in channels])
    return T("Rough, so that friendly swearing is no alert: {channels}", channels=named)


def _strictness(config: SafetyConfig, *, aimed: bool) -> Text:
    strictness = STRICTNESS[config.strictness]
    if config.alerts_a_week is None:
        return T("Strictness: {strictness}", strictness=strictness)
    if aimed:
        return N(
            "Aiming at about {n} alert a week, by the scores of the last four weeks.",
            "Aiming at about {n} alerts a week, by the scores of the last four weeks.",
            config.alerts_a_week,
        )
    return N(
        "Aiming at about {n} alert a week; until a week has been scored it is {strictness}.",
        "Aiming at about {n} alerts a week; until a week has been scored it is {strictness}.",
        config.alerts_a_week,
        strictness=strictness,
    )


def _line(config: SafetyConfig, label: str, now: Standing) -> Text:
    name, mode = LABELS.get(label, label), mode_of(config, label)
    if mode == "off":
        return T("• {label}: switched off", label=name)
    start = Percent(now.bases[label])
    own = label in config.thresholds
    why: list[Text] = [T("you set {p}", p=start) if own else T("the model says {p}", p=start)]
    if label in now.learnt and config.learn:
        why.append(_taught(now.learnt[label], now.limits[label]))
    if mode == "observe":
        why.append(T("only counted"))
    elif mode == "act":
        why.append(T("the bot acts from {p} on", p=Percent(config.act_from)))
    limit = Percent(now.limits[label])
    return T("• {label}: from {p} on ({why})", label=name, p=limit, why=joined(why, "; "))


def _taught(learnt: Learnt, limit: float) -> Text:
    """All decisions together: single ones, which are told below, may have gone the other way."""
    by = limit - moved(limit, -learnt.shift)
    if learnt.shift == 0:
        return N(
            "{n} decision left it as it was",
            "{n} decisions together left it as it was",
            learnt.decisions,
        )
    return N(
        "{n} decision moved it by {points}",
        "{n} decisions together moved it by {points}",
        learnt.decisions,
        points=_points(by),
    )


def _points(by: float) -> Text:
    n = abs(round(by * 100))
    if not n:
        return T("less than a point")
    return N("+{n} point", "+{n} points", n) if by > 0 else N("−{n} point", "−{n} points", n)


def _newest(lessons: Sequence[Lesson]) -> dict[int, list[Lesson]]:
    """The lessons of the alerts decided last, the newest first."""
    found: dict[int, list[Lesson]] = {}
    for lesson in reversed(lessons):
        if lesson.alert_id not in found and len(found) == SHOWN_LESSONS:
            break
        found.setdefault(lesson.alert_id, []).append(lesson)
    return found


def _latest(lessons: Sequence[Lesson]) -> list[Text]:
    """What the last decisions taught."""
    found: list[Text] = []
    for alert_id, taught in _newest(lessons).items():
        labels = joined([LABELS.get(lesson.label, lesson.label) for lesson in taught])
        found.append(
            T("Alert #{id} made rarer: {labels}", id=str(alert_id), labels=labels)
            if taught[0].step > 0
            else T("Alert #{id} made more frequent: {labels}", id=str(alert_id), labels=labels)
        )
    return found


def _undoing(now: Standing) -> list[list[Button]]:
    labels = [label for label in now.learnt if ":" not in label and len(label) <= LONGEST_NAME]
    by_label = [
        Button(T("Forget lessons: {label}", label=LABELS.get(label, label)), Unlearn(label))
        for label in labels[:SHOWN_LABELS]
    ]
    by_alert = [
        Button(T("Forget alert #{id}", id=str(alert_id)), UnlearnAlert(alert_id))
        for alert_id in _newest(now.lessons)
    ]
    return [row for row in (by_label, by_alert) if row]


def forgotten(lessons: int) -> Text:
    """After an undo button."""
    if not lessons:
        return T("There was nothing left to forget.")
    return N("{n} lesson is forgotten.", "{n} lessons are forgotten.", lessons)


# ---- replay


@dataclass(frozen=True, slots=True)
class Place:
    """An alert of a replay with its channel and, while that is known, its address."""

    shown: Shown
    channel: Channel | None
    url: str | None


def replayed(
    strictness: Strictness,
    found: Replay,
    *,
    days: int,
    messages: int,
    channel: Channel | None,
    places: Sequence[Place],
) -> Reply:
    """How many alerts there would have been, and where the differences are.

    `channel` has most of the alerts; `places` are of the new ones, else of those that would not
    have been shown.
    """
    most = T("Most in {channel}.", channel=f"#{channel.name}") if channel else ""
    parts = (_compared(strictness, found, days, messages), most, T("Nothing was done."))
    return Reply(
        lines(
            joined([part for part in parts if part], " "),
            None
            if not places
            else T("Only then an alert:")
            if found.news
            else T("Then no alert any more:"),
            *map(_place, places),
        )
    )


def _compared(strictness: Strictness, found: Replay, days: int, messages: int) -> Text:
    labels = joined([Join((LABELS.get(name, name), f" {n}")) for name, n in found.labels])
    values: dict[str, Text | int] = {
        "strictness": STRICTNESS[strictness],
        "would": N("{n} alert", "{n} alerts", len(found.would)),
        "were": len(found.were),
        "messages": N("{n} message", "{n} messages", messages),
        "labels": labels,
    }
    if not found.would and not found.were:
        return N(
            "Today, {strictness} would have shown no alert, and there was none (of {messages}).",
            "In the last {n} days, {strictness} would have shown no alert, and there was none (of "
            "{messages}).",
            days,
            **values,
        )
    if not found.would:
        return N(
            "Today, {strictness} would have shown no alert instead of {were} (of {messages}).",
            "In the last {n} days, {strictness} would have shown no alert instead of {were} "
            "(of {messages}).",
            days,
            **values,
        )
    if len(found.would) == len(found.were):
        return N(
            "Today, {strictness} would have shown {would}, as many as there were "
            "(of {messages}): {labels}.",
            "In the last {n} days, {strictness} would have shown {would}, as many as there were "
            "(of {messages}): {labels}.",
            days,
            **values,
        )
    return N(
        "Today, {strictness} would have shown {would} instead of {were} (of {messages}): {labels}.",
        "In the last {n} days, {strictness} would have shown {would} instead of {were} "
        "(of {messages}): {labels}.",
        days,
        **values,
    )


def _place(place: Place) -> Text:
    shown, channel = place.shown, place.channel
    where: Text = f"#{channel.name}" if channel else T("a former channel")
    label = Join((LABELS.get(shown.label, shown.label), " ", Percent(shown.score)))
    link = Link(T("Go to the message"), place.url) if place.url else ""
    return Join(("• ", joined([where, Moment(shown.worst.sent_at), label, link], " · ")))
