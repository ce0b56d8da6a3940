"""The one card of an alert."""

from __future__ import annotations

from bot.api.reply import Button, Reply
from bot.api.text import (
    Join,
    Link,
    Mention,
    Moment,
    N,
    T,
    Text,
    joined,
    lines,
    quote,
    spoiler,
)

from ..alerts.model import CONTEXT_ROOM, OTHER_ROOM, TEXT_ROOM, Alert, Said, clip
from ..deciding.buttons import rows
from ..deciding.wording import failure, outcome
from . import before
from .payloads import Words
from .wording import View, line, scores

SHOWN_REASONS = 2
SHOWN_MESSAGES = 5
CONTEXT_IN_ALL = 900
"""Characters of context at most: Discord takes 2,000 for all of the card."""


def tag(alert_id: int) -> str:
    """Names the cards of an alert in the outbox."""
    return f"safety:{alert_id}"


def wave_tag(flood: int) -> str:
    """Names the summary of a wave in the outbox."""
    return f"safety:wave:{flood}"


def card(view: View) -> Reply:
    """The one card of an alert. What is settled shows no context and has no more buttons.

    What decides comes first, so that a small screen shows it, and what a platform cuts off is
    only the end of the context.
    """
    alert = view.alert
    undecided: list[Text] = []
    if alert.undecided:
        undecided = [*before.lines_of(view), *_context(view), *_advice(view)]
    return Reply(
        lines(
            line(view),
            _when(alert),
            None if alert.undecided else outcome(view),
            None if alert.failure is None else failure(alert.failure, view),
            *_hands(view),
            *view.reasons,
            _gone(alert),
            *_messages(view),
            _edited(alert),
            _whom(view),
            _score(alert),
            _reason(alert),
            *_reports(view),
            *undecided,
        ),
        buttons=[*rows(view, view.step), *_words(alert)],
        tone="warn" if alert.undecided else "plain",
    )


def _when(alert: Alert) -> Text | None:
    moment = Moment(alert.sent_at or alert.created_at)
    own = [said for said in alert.messages if said.message_id == alert.message_id]
    if alert.url is None or alert.gone or any(_deleted(alert, said) for said in own):
        return moment
    return Join((moment, Link(T("Go to the message"), alert.url)), " · ")


def _hands(view: View) -> list[Text]:
    """Who looks after it, or who has been asked to."""
    alert = view.alert
    if not alert.undecided:
        return []
    claimer = view.people.get(alert.claimed_by or 0)
    if claimer is not None:
        return [T("{who} looks after this.", who=Mention(claimer, ping=False))]
    asked = view.people.get(alert.asked_id or 0)
    return [T("{who} has been asked.", who=Mention(asked, ping=False))] if asked else []


# ---- what was written


def _gone(alert: Alert) -> Text | None:
    if not alert.gone or not alert.undecided:
        return None
    if len(alert.messages) > 1:
        return T("All of these messages have been deleted meanwhile.")
    return T("The message has been deleted meanwhile.")


def _messages(view: View) -> list[Text]:
    alert = view.alert
    if len(alert.messages) < 2:
        return _only(alert)
    worst = sorted(alert.messages, key=lambda said: said.weight, reverse=True)[:SHOWN_MESSAGES]
    shown = [_message(view, said, said is worst[0]) for said in alert.messages if said in worst]
    more = len(alert.messages) - len(worst)
    if more:
        shown.append(N("… and {n} more message.", "… and {n} more messages.", more))
    return shown


def _only(alert: Alert) -> list[Text]:
    if alert.text and alert.text.strip():
        return [quote(spoiler(clip(alert.text, TEXT_ROOM)))]
    if alert.message_id is None:
        return []
    if alert.text is None:
        return [T("The text has been erased.")]
    return [T("There are no words in it, so please look at the message itself.")]


def _deleted(alert: Alert, said: Said) -> bool:
    return said.gone or alert.outcome == "deleted"


def _message(view: View, said: Said, worst: bool) -> Text:
    """One of several: "12:03 Ana: ..."; the time leads to it while it stands."""
    at: Text = Moment(said.sent_at, "time")
    deleted = _deleted(view.alert, said)
    if said.url is not None and not deleted:
        at = Link(at, said.url)
    parts: list[Text] = [at]
    if len(view.alert.authors) > 1:
        parts.append(_name(view, said.author_id))
    if deleted:
        parts.append(T("(deleted)"))
    words = T("the text has been erased")
    shown = spoiler(clip(said.text, TEXT_ROOM if worst else OTHER_ROOM)) if said.text else words
    return Join((joined(parts, " "), ": ", shown))


def _name(view: View, member_id: int | None) -> Text:
    member = view.people.get(member_id or 0)
    return T("a former member") if member is None else clip(member.name, 32)


def _edited(alert: Alert) -> Text | None:
    several = len(alert.messages) > 1
    if alert.edited == "worse":
        if several:
            return T("A message was edited; this is what it says now.")
        return T("The message was edited; this is what it says now.")
    if alert.edited == "milder":
        if several:
            return T("A message was edited since into something milder.")
        return T("The message was edited since into something milder.")
    if alert.edited == "harmless":
        if several:
            return T("A message was edited since; its new text is not flagged.")
        return T("The message was edited since; its new text is not flagged.")
    return None


def _whom(view: View) -> Text | None:
    """With several authors a click would not tell by itself whom it concerns."""
    alert = view.alert
    if not alert.undecided or len(alert.authors) < 2 or view.author is None:
        return None
    return T(
        "Delete is for all of these messages; talk, warn and time out are for {who}.",
        who=Mention(view.author, ping=False),
    )


# ---- why it is here


def _score(alert: Alert) -> Text | None:
    if not alert.scores:
        return None
    if not alert.from_model:
        return T("The model finds nothing in it.")
    if not alert.flagged:
        return None
    return T("The model's score, as advice: {scores}", scores=scores(alert))


def _reason(alert: Alert) -> Text | None:
    if alert.words is None:
        return None
    if not alert.words:
        return T("No single word decided that; it is the sentence as a whole.")
    words = joined([spoiler(word) for word in alert.words])
    return T("What weighed most for it: {words}", words=words)


def _words(alert: Alert) -> list[list[Button]]:
    """Only on demand: to find the words takes a run of the model for each."""
    unknown = alert.words is None and alert.text and alert.flagged and alert.undecided
    return [[Button(T("Which words?"), Words(alert.id))]] if unknown else []


def _reports(view: View) -> list[Text]:
    alert = view.alert
    if not alert.reports:
        return []
    said = [quote(spoiler(clip(r, CONTEXT_ROOM + 30))) for r in alert.reasons[-SHOWN_REASONS:]]
    count = N("Reported by {n} member.", "Reported by {n} members.", alert.reports)
    return [count, *said, *view.standing]


# ---- around it


def _context(view: View) -> list[Text]:
    """What was said before and after, as much of it as there is room for: the nearest first."""
    alert = view.alert
    mine = {said.message_id for said in alert.messages} | {alert.message_id}
    around = [(i, m) for i, m in enumerate(view.context) if m.text.strip()]
    middle = [i for i, m in around if m.ref.native_id == alert.message_id]
    if not middle:
        return []
    left = CONTEXT_IN_ALL - OTHER_ROOM * (min(len(alert.messages), SHOWN_MESSAGES) - 1)
    kept: dict[int, Text] = {}
    for i, message in sorted(around, key=lambda pair: abs(pair[0] - middle[0])):
        if message.ref.native_id in mine:
            continue
        name, text = clip(message.author.name, 32), clip(message.text, CONTEXT_ROOM)
        left -= len(name) + len(text) + 3
        if left < 0:
            break
        kept[i] = Join((name, ": ", spoiler(text)))
    return [T("Around it:"), *(kept[i] for i in sorted(kept))] if kept else []


def _advice(view: View) -> list[Text]:
    if view.weak_language and view.alert.scores:
        return [T("The model mostly reads English, so look for yourself.")]
    return []
