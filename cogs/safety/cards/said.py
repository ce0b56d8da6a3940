"""What was written, and what stands around it, on the card of an alert."""

from __future__ import annotations

from bot.api.text import Join, Link, Moment, N, T, Text, joined, quote, spoiler

from ..alerts.model import CONTEXT_ROOM, OTHER_ROOM, TEXT_ROOM, Alert, Said, clip
from .wording import View

SHOWN_MESSAGES = 5
CONTEXT_IN_ALL = 900
"""Characters of context at most: Discord takes 2,000 for all of the card."""


def _gone(alert: Alert) -> Text | None:
    if not alert.gone or not alert.undecided:
        return None
    if len(alert.messages) > 1:
        return T("All of these messages have been deleted meanwhile.")
    return T("The message has been deleted meanwhile.")


def written(view: View) -> list[Text | None]:
    """The messages, and what became of them."""
    return [_gone(view.alert), *_messages(view), _edited(view.alert)]


def _messages(view: View) -> list[Text]:
    alert = view.alert
    if len(alert.messages) < 2:
        return _only(alert)
    chosen = worst(alert)
    shown = [_message(view, one, one is chosen[0]) for one in alert.messages if one in chosen]
    more = len(alert.messages) - len(chosen)
    if more:
        shown.append(N("… and {n} more message.", "… and {n} more messages.", more))
    return shown


def worst(alert: Alert) -> list[Said]:
    """The messages that are shown, the worst first: one of each author before a second of any."""
    ordered = sorted(alert.messages, key=lambda said: said.weight, reverse=True)
    first = {said.author_id: said for said in reversed(ordered)}.values()
    chosen = sorted(ordered, key=lambda said: said not in first)[:SHOWN_MESSAGES]
    return [said for said in ordered if said in chosen]


def _only(alert: Alert) -> list[Text]:
    if alert.text and alert.text.strip():
        return [quote(spoiler(clip(alert.text, TEXT_ROOM)))]
    if alert.message_id is None:
        return []
    if alert.text is None:
        return [T("The text has been erased.")]
    return [T("There are no words in it, so please look at the message itself.")]


def deleted(alert: Alert, said: Said) -> bool:
    """Whether that message does not stand any more, as far as is known."""
    return said.gone or alert.outcome == "deleted"


def _message(view: View, said: Said, longer: bool) -> Text:
    """One of several: "12:03 Ana: ..."; the time leads to it while it stands."""
    at: Text = Moment(said.sent_at, "time")
    is_gone = deleted(view.alert, said)
    if said.url is not None and not is_gone:
        at = Link(at, said.url)
    parts: list[Text] = [at]
    if len(view.alert.authors) > 1:
        parts.append(_name(view, said.author_id))
    if is_gone:
        parts.append(T("(deleted)"))
    words = T("the text has been erased")
    shown = spoiler(clip(said.text, TEXT_ROOM if longer else OTHER_ROOM)) if said.text else words
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


# ---- around it


def around(view: View) -> list[Text]:
    """What was said before and after, as much of it as there is room for: the nearest first."""
    alert = view.alert
    mine = {said.message_id for said in alert.messages} | {alert.message_id}
    near = [(i, m) for i, m in enumerate(view.context) if m.text.strip()]
    middle = [i for i, m in near if m.ref.native_id == alert.message_id]
    if not middle:
        return []
    left = CONTEXT_IN_ALL - OTHER_ROOM * (min(len(alert.messages), SHOWN_MESSAGES) - 1)
    kept: dict[int, Text] = {}
    for i, message in sorted(near, key=lambda pair: abs(pair[0] - middle[0])):
        if message.ref.native_id in mine:
            continue
        name, text = clip(message.author.name, 32), clip(message.text, CONTEXT_ROOM)
        left -= len(name) + len(text) + 3
        if left < 0:
            break
        kept[i] = Join((name, ": ", spoiler(text)))
    return [T("Around it:"), *(kept[i] for i in sorted(kept))] if kept else []
