"""What moderators see: alert cards, the queue, the summary of a wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Message
from bot.api.reply import Button, Look, Payload, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Length,
    Link,
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

from ..alerts.model import CONTEXT_ROOM, TEXT_ROOM, Alert, Warned, clip
from ..config import SafetyConfig
from .wording import LABELS, View, failure, headline, outcome, scores, where, who

PAGE = 5  # Discord takes five buttons in a row, the fewest
SHOWN_REASONS = 2


@dataclass(frozen=True)
class Decide(Payload, tag="safety.d"):
    """A decision on an alert: dismissed, deleted, warned, timed_out."""

    alert: int
    outcome: str


@dataclass(frozen=True)
class Undo(Payload, tag="safety.u"):
    """Take back the warning of an alert."""

    alert: int


@dataclass(frozen=True)
class Show(Payload, tag="safety.s"):
    """Show an alert to whoever asks."""

    alert: int


@dataclass(frozen=True)
class Page(Payload, tag="safety.q"):
    """Undecided alerts after this one."""

    after: int


@dataclass(frozen=True)
class Revoke(Payload, tag="safety.r"):
    """Take back a warning."""

    warning: int


def tag(alert_id: int) -> str:
    """Names the cards of an alert in the outbox."""
    return f"safety:{alert_id}"


def wave_tag(flood: int) -> str:
    """Names the summary of a wave in the outbox."""
    return f"safety:wave:{flood}"


def card(view: View) -> Reply:
    """The one card of an alert. What is settled shows no context and has no more buttons."""
    alert = view.alert
    open_parts = (*_context(view.context, alert), _advice(view)) if alert.undecided else ()
    return Reply(
        lines(
            Join((bold(headline(alert)), " · ", who(view), " ", where(view.channel))),
            _when(alert),
            None if alert.undecided else outcome(view),
            None if alert.failure is None else failure(alert.failure, view),
            T("The message has been deleted meanwhile.")
            if alert.gone and alert.undecided
            else None,
            _words(alert),
            _edited(alert),
            _score(alert),
            _reason(alert),
            *_reports(alert),
            *open_parts,
        ),
        buttons=_buttons(view),
        tone="warn" if alert.undecided else "plain",
    )


def _when(alert: Alert) -> Text | None:
    moment = Moment(alert.sent_at or alert.created_at)
    if alert.url is None or alert.gone:
        return moment
    return Join((moment, Link(T("Go to the message"), alert.url)), " · ")


def _words(alert: Alert) -> Text | None:
    if alert.text:
        return quote(spoiler(clip(alert.text, TEXT_ROOM)))
    return T("The text has been erased.") if alert.message_id and not alert.undecided else None


def _edited(alert: Alert) -> Text | None:
    if alert.edited == "worse":
        return T("The message was edited; this is what it says now.")
    if alert.edited == "harmless":
        return T("The message was edited since; its new text is not flagged.")
    return None


def _score(alert: Alert) -> Text | None:
    if not alert.scores:
        return None
    if not alert.flagged:
        return T("The model finds nothing in it.")
    return T("The model's score, as advice: {scores}", scores=scores(alert))


def _reason(alert: Alert) -> Text | None:
    if alert.words is None:
        return None
    if not alert.words:
        return T("No single word decided that; it is the sentence as a whole.")
    words = joined([spoiler(word) for word in alert.words])
    return T("What weighed most for it: {words}", words=words)


def _reports(alert: Alert) -> list[Text]:
    if not alert.reports:
        return []
    said = [quote(spoiler(clip(r, CONTEXT_ROOM + 30))) for r in alert.reasons[-SHOWN_REASONS:]]
    return [N("Reported by {n} member.", "Reported by {n} members.", alert.reports), *said]


def _context(context: Sequence[Message], alert: Alert) -> list[Text]:
    around = [m for m in context if m.ref.native_id != alert.message_id and m.text.strip()]
    rows: list[Text] = [
        Join((clip(m.author.name, 32), ": ", spoiler(clip(m.text, CONTEXT_ROOM)))) for m in around
    ]
    return [T("Around it:"), *rows] if rows else []


def _advice(view: View) -> Text | None:
    if view.weak_language and view.alert.scores:
        return T("The model mostly reads English, so look for yourself.")
    return None


def _buttons(view: View) -> list[list[Button]]:
    alert = view.alert
    if alert.outcome == "warned" and alert.undone_at is None and alert.author_id is not None:
        return [[Button(T("Undo the warning"), Undo(alert.id))]]
    if not alert.undecided:
        return []
    row = [Button(T("Dismiss"), Decide(alert.id, "dismissed"))]
    if alert.message_id is not None and not alert.gone:
        row.append(Button(T("Delete"), Decide(alert.id, "deleted"), Look.DANGER))
    if alert.author_id is not None:
        row.append(Button(T("Warn"), Decide(alert.id, "warned"), Look.PRIMARY))
    if may_time_out(alert):
        label = T("Time out {length}", length=Length(view.time_out_s))
        row.append(Button(label, Decide(alert.id, "timed_out"), Look.PRIMARY))
    return [row]


def may_time_out(alert: Alert) -> bool:
    """Never for moderators, nor where the platform has just said that it cannot."""
    unable = alert.failure is not None and alert.failure.why == "unsupported"
    known = alert.author_id is not None and alert.space_id is not None
    return known and not alert.author_is_staff and not unable


# ---- many alerts


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
    hint = T("Nothing is lost: {command} lists them all.", command=CommandHint("safety queue"))
    return Reply(lines(bold(more), hint), [[Button(T("Open the queue"), Page(0))]], tone="warn")


def queue(views: Sequence[View], total: int) -> Reply:
    """A page of undecided alerts."""
    if not views:
        return Reply(T("Nothing is waiting. All alerts are decided."))
    rows = [
        Join(
            (
                f"#{v.alert.id} ",
                headline(v.alert),
                " · ",
                who(v),
                " ",
                where(v.channel),
                " · ",
                Moment(v.alert.created_at, "relative"),
            )
        )
        for v in views
    ]
    buttons = [
        [Button(T("Show #{number}", number=str(v.alert.id)), Show(v.alert.id)) for v in views]
    ]
    if len(views) == PAGE and total > PAGE:
        buttons.append([Button(T("Later ones"), Page(views[-1].alert.id))])
    head = N("{n} alert is waiting. Oldest first:", "{n} alerts are waiting. Oldest first:", total)
    return Reply(lines(bold(head), *rows), buttons)


def revocations(found: Sequence[Warned]) -> list[list[Button]]:
    """Buttons that take back the newest warnings that stand."""
    standing = [w for w in found if w.revoked_at is None]
    return [
        [Button(T("Take back the warning of {when}", when=Moment(w.at)), Revoke(w.id))]
        for w in standing[:PAGE]
    ]


def status(
    config: SafetyConfig,
    *,
    available: bool,
    model: str | None,
    scored: int,
    waiting: int,
    observed: int,
) -> Text:
    """How messages are watched in a community."""
    own = [
        Join((LABELS.get(label, label), f" {value:.2f}"))
        for label, value in config.thresholds.items()
    ]
    return lines(
        bold(T("Mode: {mode}. People decide; I never act by myself.", mode=config.mode)),
        T("Model: {model}", model=model or T("ready, nothing scored yet"))
        if available
        else T("There is no model, so messages are not scored. /report works."),
        T("The model reads English; other languages it scores weakly."),
        T("Thresholds: {own}", own=joined(own) if own else T("the model's own")),
        N("{n} message scored since the start.", "{n} messages scored since the start.", scored),
        N("{n} alert is waiting.", "{n} alerts are waiting.", waiting),
        _observed(observed) if observed else None,
    )


def _observed(n: int) -> Text:
    return N(
        "Only observed in the last week: {n} message.",
        "Only observed in the last week: {n} messages.",
        n,
    )
