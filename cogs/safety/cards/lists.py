"""Many alerts at once: the queue, the summary of a wave, how messages are watched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.api.reply import Button, Reply
from bot.api.text import CommandHint, Join, Mention, Moment, N, T, Text, bold, joined, lines

from ..config import Mode, SafetyConfig
from ..detection.wording import STRICTNESS
from .payloads import Page, Show
from .wording import LABELS, View, line

PAGE = 5  # Discord takes five buttons in a row, the fewest

MODES: Mapping[Mode, Text] = {
    "off": T("off"),
    "observe": T("observe"),
    "suggest": T("suggest"),
    "act": T("act"),
}


def wave(total: int, left: int) -> Reply:
    """The summary that stands for cards beyond the limit."""
    if not left:
        return Reply(
            N(
                "The wave is over: {n} more flag is decided.",
                "The wave is over: {n} more flags are decided.",
                total,
            )
        )
    more = N("🌊 … and {n} more flag.", "🌊 … and {n} more flags.", left)
    hint = T("Nothing is lost: {command} lists them all.", command=CommandHint("queue"))
    return Reply(lines(bold(more), hint), [[Button(T("Open the queue"), Page(0))]], tone="warn")


def part_of(alert_id: int) -> Reply:
    """Stands where the card of an alert would be that became part of another one."""
    number = str(alert_id)
    show = Button(T("Show #{number}", number=number), Show(alert_id))
    return Reply(T("This has become part of alert #{number}.", number=number), [[show]])


def queue(views: Sequence[View], total: int, *, first: bool, more: bool) -> Reply:
    """A page of undecided alerts. No words of them: those are on the cards."""
    if not total:
        return Reply(T("Nothing is waiting. All alerts are decided."))
    if not views:
        return Reply(
            T("That was the end of the queue."), [[Button(T("From the beginning"), Page(0))]]
        )
    buttons = [
        [Button(T("Show #{number}", number=str(v.alert.id)), Show(v.alert.id)) for v in views]
    ]
    if more:
        buttons.append([Button(T("Later ones"), Page(views[-1].alert.id))])
    head = N("{n} alert is waiting.", "{n} alerts are waiting.", total)
    order = T("Serious ones first, then the oldest:") if first and total > 1 else None
    return Reply(lines(bold(head), order, *map(_row, views)), buttons)


def _row(view: View) -> Text:
    """ "#7 🔴 Serious · Ana → Ben in #general · 2 hours ago · 3 messages · Mo looks after it"."""
    alert = view.alert
    parts: list[Text] = [line(view), Moment(alert.created_at, "relative")]
    if len(alert.messages) > 1:
        parts.append(N("{n} message", "{n} messages", len(alert.messages)))
    claimer = view.people.get(alert.claimed_by or 0)
    if claimer is not None:
        parts.append(T("{who} looks after it", who=Mention(claimer, ping=False)))
    return joined(parts, " · ")


def status(
    config: SafetyConfig,
    *,
    available: bool,
    model: str | None,
    languages: Collection[str],
    scored: int,
    unread: int,
    waiting: int,
    observed: int,
) -> Text:
    """How messages are watched in a community."""
    reading: list[Text | None] = [
        T("Model: {model}", model=model or T("ready, nothing scored yet")),
        _easily(config),
        N("{n} message scored since the start.", "{n} messages scored since the start.", scored),
        _unread(unread, languages),
    ]
    if _off(config):
        reading = []
    elif not available:
        reading = [T("There is no model, so messages are not scored. /report works.")]
    return lines(
        bold(_mode(config)),
        _modes(config),
        *reading,
        N("{n} alert is waiting.", "{n} alerts are waiting.", waiting),
        _observed(observed) if observed else None,
    )


def _off(config: SafetyConfig) -> bool:
    return {config.mode, *config.modes.values()} == {"off"}


def _mode(config: SafetyConfig) -> Text:
    mode = MODES[config.mode]
    if config.mode == "act" or "act" in config.modes.values():
        return T(
            "Mode: {mode}. I act by myself on what the model is very sure of; the person is told "
            "and can appeal.",
            mode=mode,
        )
    if _off(config):
        return T("Mode: {mode}. Messages are not looked at; /report works.", mode=mode)
    return T("Mode: {mode}. People decide; I never act by myself.", mode=mode)


def _easily(config: SafetyConfig) -> Text:
    """How easily a message is flagged, and where the numbers are."""
    command = CommandHint("safety thresholds")
    if config.alerts_a_week is not None:
        return N(
            "Aiming at about {n} alert a week; {command} has the numbers.",
            "Aiming at about {n} alerts a week; {command} has the numbers.",
            config.alerts_a_week,
            command=command,
        )
    strictness = STRICTNESS[config.strictness]
    return T(
        "Strictness: {strictness}; {command} has the numbers.",
        strictness=strictness,
        command=command,
    )


def _modes(config: SafetyConfig) -> Text | None:
    own = [
        Join((LABELS.get(label, label), ": ", MODES[mode])) for label, mode in config.modes.items()
    ]
    return joined(own) if own else None


def _unread(n: int, languages: Collection[str]) -> Text | None:
    if not n:
        english = set(languages) == {"en"}
        return T("The model reads English; other languages are not scored.") if english else None
    return N(
        "{n} message was in a language that the model does not read, so it was not scored.",
        "{n} messages were in a language that the model does not read, so they were not scored.",
        n,
    )


def _observed(n: int) -> Text:
    return N(
        "Only observed in the last week: {n} message.",
        "Only observed in the last week: {n} messages.",
        n,
    )
