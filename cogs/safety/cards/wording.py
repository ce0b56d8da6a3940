"""An alert in words: how bad, who, where, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Channel, Member, Message
from bot.api.text import Join, Length, Mention, Moment, Percent, T, Text, bold, joined, lines

from ..alerts.model import Alert, Failure, Outcome, Severity, severity

HALF_A_DAY_MS = 12 * 3_600_000
WORTH_SAYING = 0.2
MOST_LABELS = 3

SEVERITY: Mapping[Severity, Text] = {
    "serious": T("🔴 Serious"),
    "medium": T("🟠 Please look"),
    "mild": T("🟡 Mild"),
}
LABELS: Mapping[str, Text] = {
    "toxicity": T("toxicity"),
    "identity_attack": T("attack on a group"),
    "insult": T("insult"),
    "threat": T("threat"),
    "obscene": T("obscene words"),
    "severe_toxicity": T("severe toxicity"),
    "sexual_explicit": T("sexual content"),
}


@dataclass(frozen=True, slots=True)
class View:
    """An alert with the people and places in it; those that are not known any more are None."""

    alert: Alert
    author: Member | None
    channel: Channel | None
    decider: Member | None = None
    undoer: Member | None = None
    context: Sequence[Message] = ()
    time_out_s: int = 3600
    weak_language: bool = False


def headline(alert: Alert) -> Text:
    """A severity word, or that it was reported."""
    if alert.flagged:
        return SEVERITY[severity(alert.scores, alert.flagged)]
    return T("📣 Reported by a member")


def who(view: View) -> Text:
    """The author, without notifying them."""
    if view.author is None:
        return T("a former member")
    return Mention(view.author, ping=False)


def where(channel: Channel | None) -> Text:
    """The channel in words; empty when it is about a person."""
    if channel is None:
        return ""
    if channel.space is None:
        return T("in #{channel}", channel=channel.name)
    return T("in #{channel} ({space})", channel=channel.name, space=channel.space.name)


def scores(alert: Alert) -> Text:
    """At most three labels worth saying, strongest first: "toxicity 93% · threat 31%"."""
    ordered = sorted(alert.scores.items(), key=lambda pair: -pair[1])
    shown = [
        Join((LABELS.get(label, label), " ", Percent(value)))
        for label, value in ordered
        if label in alert.flagged or value >= WORTH_SAYING
    ]
    return joined(shown[:MOST_LABELS], " · ")


def outcome(view: View) -> Text:
    """What was done, by whom and when, as the platform confirmed it."""
    alert, by = view.alert, _name(view.decider)
    when = _moment(alert.settled_at or alert.created_at, alert.created_at)
    match alert.outcome:
        case "deleted" if alert.detail.get("gone"):
            done: Text = T(
                "{who} asked for deletion, {when}; it was gone already.", who=by, when=when
            )
        case "deleted":
            done = T("Deleted by {who}, {when}", who=by, when=when)
        case "warned":
            done = T("Warned by {who}, {when}", who=by, when=when)
        case "timed_out":
            length = Length(int(alert.detail.get("seconds", 0)))
            done = T("Timed out for {length} by {who}, {when}", length=length, who=by, when=when)
        case _:
            done = T("Dismissed by {who}, {when}", who=by, when=when)
    return lines(bold(done), _told(view), _undone(view))


def _told(view: View) -> Text | None:
    reached = view.alert.detail.get("reached")
    if reached is None:
        return None
    if reached:
        return T("{who} gets a private note about it.", who=who(view))
    return T("I cannot write to {who} privately, so please tell them yourself.", who=who(view))


def _undone(view: View) -> Text | None:
    alert = view.alert
    if alert.undone_at is None:
        return None
    when = _moment(alert.undone_at, alert.created_at)
    return T("Warning taken back by {who}, {when}", who=_name(view.undoer), when=when)


def _moment(at: int, since: int) -> Moment:
    """The time alone while it is clear which day is meant."""
    return Moment(at, "time" if at - since < HALF_A_DAY_MS else "datetime")


def _name(member: Member | None) -> Text:
    return T("a former moderator") if member is None else Mention(member, ping=False)


def failure(failed: Failure, view: View) -> Text:
    """What was asked for and why it did not happen."""
    asker, why = _name(view.decider), because(failed, view)
    asked: Mapping[Outcome, Text] = {
        "deleted": T("{who} asked for deletion, but it failed: {why}", who=asker, why=why),
        "timed_out": T("{who} asked for a time-out, but it failed: {why}", who=asker, why=why),
    }
    return bold(asked.get(failed.outcome, why))


def because(failed: Failure, view: View) -> Text:
    """The reason of a failure in words."""
    match failed.why:
        case "rights":
            return T("the right {right} is missing.", right=failed.right)
        case "unsupported":
            return T("this platform cannot do that.")
        case "left":
            return T("{who} is no longer here.", who=who(view))
        case "refused":
            return T("{who} has moderator rights or is not in this place.", who=who(view))
        case _:
            return T("the platform did not answer, so please look whether it worked.")
