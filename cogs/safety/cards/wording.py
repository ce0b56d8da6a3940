"""An alert in words: how bad, who to whom, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.api.model import Channel, Member, Message, Space
from bot.api.text import Join, Mention, N, Percent, T, Text, bold, joined

from ..alerts.model import Alert, History, Said, Severity, Similar
from ..config import Step

WORTH_SAYING = 0.2
MOST_LABELS = 3
MOST_NAMES = 3

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


PLATFORMS: Mapping[str, str] = {"discord": "Discord", "telegram": "Telegram"}


@dataclass(frozen=True, slots=True)
class View:
    """An alert with the people and places in it; those that are not known any more are None.

    `people` are all of them by id. `reasons` say what patterns found, `standing` how far reporters
    were right before; `step` and `suggestion` are what the ladder of warnings makes of it. What was
    before is only looked up for the card of an undecided alert. `left` are authors about whom
    nothing was done when it was decided; `homes` the places it may be about when that is not known;
    `several`: members meet in more than one space.
    """

    alert: Alert
    author: Member | None
    channel: Channel | None
    decider: Member | None = None
    undoer: Member | None = None
    context: Sequence[Message] = ()
    time_out_s: int = 3600
    people: Mapping[int, Member] = field(default_factory=dict)
    reasons: Sequence[Text] = ()
    history: History | None = None
    similar: Similar | None = None
    standing: Sequence[Text] = ()
    step: Step | None = None
    suggestion: Text | None = None
    left: Sequence[int] = ()
    homes: Sequence[Space] = ()
    several: bool = True


def headline(alert: Alert) -> Text:
    """A severity word, or that it was reported."""
    return SEVERITY[alert.severity] if alert.from_model else T("📣 Reported by a member")


def line(view: View) -> Text:
    """Number, how bad, who to whom, and where: "#7 🔴 Serious · Ana → Ben in #general"."""
    head = bold(Join((f"#{view.alert.id} ", headline(view.alert))))
    place = where(view.channel, named=view.several)
    return Join((head, " · ", whose(view), *((" ", place) if place else ())))


def whose(view: View) -> Text:
    """Who wrote, and to whom where that is known: "Ana and 5 more → Ben"."""
    alert = view.alert
    authors = alert.authors if len(alert.authors) > 1 else ()
    by = names(view, authors) if authors else who(view)
    targets = tuple(i for i in alert.targets if i in view.people)
    if not targets:
        return by
    if any(found.detail.get("guessed") for found in alert.findings):
        return T("{who} → perhaps {whom}", who=by, whom=names(view, targets))
    return Join((by, " → ", names(view, targets)))


def names(view: View, ids: Sequence[int]) -> Text:
    """A few names, nobody notified, and how many more there are."""
    known = [view.people[i] for i in ids if i in view.people]
    shown = joined([Mention(member, ping=False) for member in known[:MOST_NAMES]])
    more = len(known) - MOST_NAMES
    if more <= 0:
        return shown
    return N("{names} and {n} more", "{names} and {n} more", more, names=shown)


def who(view: View) -> Text:
    """The author, without notifying them."""
    if view.author is None:
        return T("a former member")
    return Mention(view.author, ping=False)


def where(channel: Channel | None, *, named: bool = True) -> Text:
    """The channel in words, its space only if that is to be `named`; empty when it is about a
    person."""
    if channel is None:
        return ""
    if channel.space is None or not named:
        return T("in #{channel}", channel=channel.name)
    return T("in #{channel} ({space})", channel=channel.name, space=space_name(channel.space))


def space_name(space: Space) -> str:
    """A place with its platform, as two of them may bear the same name."""
    platform = PLATFORMS.get(space.platform)
    return f"{space.name}, {platform}" if platform else space.name


def scores(judged: Alert | Said, *, only_flagged: bool = False) -> Text:
    """At most three labels, those that flagged it first: "toxicity 93% · threat 31%"."""
    ordered = sorted(
        judged.scores.items(), key=lambda pair: (pair[0] not in judged.flagged, -pair[1])
    )
    shown = [
        Join((LABELS.get(label, label), " ", Percent(value)))
        for label, value in ordered
        if label in judged.flagged or (value >= WORTH_SAYING and not only_flagged)
    ]
    return joined(shown[:MOST_LABELS], " · ")
