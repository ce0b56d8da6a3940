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
    bold,
    joined,
    lines,
    quote,
    spoiler,
)

from ..alerts.model import CONTEXT_ROOM, Alert, Said, clip
from ..deciding.buttons import rows
from ..deciding.wording import failure, outcome
from . import before, said
from .payloads import Home, Next, Show, Words
from .wording import View, line, names, scores, space_name

SHOWN_REASONS = 2


def tag(alert_id: int) -> str:
    """Names the cards of an alert in the outbox."""
    return f"safety:{alert_id}"


def wave_tag(flood: int) -> str:
    """Names the summary of a wave in the outbox."""
    return f"safety:wave:{flood}"


def hall(tag: str) -> str:
    """Names what stands in the moderators' channel of an alert whose cards are private."""
    return f"{tag}:hall"


def aside(alert: Alert) -> Reply:
    """Stands in the moderators' channel while the card, which is about one of them, is private."""
    number = str(alert.id)
    if not alert.undecided:
        return Reply(T("#{number} was about one of the moderators. It is decided.", number=number))
    text = T("#{number} is about one of the moderators: the others have it.", number=number)
    show = Button(T("Show #{number}", number=number), Show(alert.id))
    return Reply(text, [[show]], tone="warn")


def card(view: View, *, sealed: bool = False) -> Reply:
    """The one card of an alert. What is settled shows no context and has no more buttons.

    What decides comes first, so that a small screen shows it, and what a platform cuts off is
    only the end of the context. A `sealed` one, which the person may read whom it is about, keeps
    what reporters wrote to itself.
    """
    alert = view.alert
    return Reply(
        lines(
            line(view),
            _when(alert),
            None if alert.undecided else outcome(view),
            _left(view),
            None if alert.failure is None else failure(alert.failure, view),
            *_hands(view),
            *view.reasons,
            *said.written(view),
            *_reports(view, sealed=sealed),
            *(_advice(view) if alert.undecided else ()),
        ),
        buttons=[*rows(view, view.step), *_words(alert), *_next(view), *_homes(view)],
        # a card in any case: in a plain message a platform would preview the links it is about
        tone="warn" if alert.undecided else "info",
    )


def _advice(view: View) -> list[Text | None]:
    """What helps to decide; the least of it last, where a platform cuts off."""
    alert = view.alert
    return [
        _homeless(view),
        _whom(view),
        _score(alert),
        _reason(alert),
        *before.lines_of(view),
        *said.around(view),
    ]


def _when(alert: Alert) -> Text | None:
    moment = Moment(alert.sent_at or alert.created_at)
    own = [one for one in alert.messages if one.message_id == alert.message_id]
    if alert.url is None or alert.gone or any(said.deleted(alert, one) for one in own):
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


def _whom(view: View) -> Text | None:
    """With several authors a click would not tell by itself whom it concerns."""
    alert = view.alert
    if not alert.undecided or len(alert.authors) < 2 or view.author is None:
        return None
    return T(
        "Dismiss and Delete are for all of them; every other decision is only for {who}.",
        who=Mention(view.author, ping=False),
    )


# ---- what else there is to decide


def _left(view: View) -> Text | None:
    """A decision about one of several authors says nothing of the others."""
    if not view.left:
        return None
    return bold(T("Nothing was done about {who}.", who=names(view, view.left)))


def _next(view: View) -> list[list[Button]]:
    written = {one.author_id for one in view.alert.messages if one.text}
    for member in (view.people[i] for i in view.left if i in written):
        return [[Button(T("Next: {who}", who=member.name), Next(view.alert.id, member.id))]]
    return []


def _homeless(view: View) -> Text | None:
    if not view.homes:
        return None
    return T("I do not know where it happened. To time out or ban, choose the place first.")


def _homes(view: View) -> list[list[Button]]:
    return [[Button(space_name(home), Home(view.alert.id, home.id))] for home in view.homes]


# ---- why it is here


def _score(alert: Alert) -> Text | None:
    if alert.scores and not alert.from_model:
        return T("The model finds nothing in it.")
    worst: Alert | Said = said.worst(alert)[0] if len(alert.messages) > 1 else alert
    if not worst.flagged:
        return None
    return T("The model's score, as advice: {scores}", scores=scores(worst, only_flagged=True))


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


def _reports(view: View, *, sealed: bool) -> list[Text]:
    alert = view.alert
    if not alert.reports:
        return []
    if sealed:
        return [T("A report is about a moderator; what it says is kept for the others.")]
    told = [quote(spoiler(clip(r, CONTEXT_ROOM + 30))) for r in alert.reasons[-SHOWN_REASONS:]]
    count = N("Reported by {n} member.", "Reported by {n} members.", alert.reports)
    return [count, *told, *view.standing]
