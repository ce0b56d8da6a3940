"""The buttons of deciding: what a card offers, by severity and by the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Length, Moment, T, Text

from ..alerts.model import Alert, Outcome
from ..cards.wording import View, who
from ..config import Step
from .model import DURATIONS, KINDS, UNDOABLE, Note, Strike
from .payloads import (
    ADMINS,
    Ban,
    Claim,
    Decide,
    DecideOn,
    Forget,
    GiveTo,
    HandOver,
    More,
    Release,
    Revoke,
    TimeOutOf,
    Undo,
)

ROW = 5  # Discord takes five buttons in a row, the fewest
MOST_NAMES = 8
SHOWN = 5
NEVER = ("unsupported", "basic_group")
"""Failures that come again however often it is tried."""

UNDO: Mapping[str, Text] = {
    "warned": T("Undo the warning"),
    "timed_out": T("Undo the time-out"),
    "banned": T("Undo the ban"),
}


def rows(view: View, step: Step | None = None) -> list[list[Button]]:
    """The buttons of an alert's card; `step`, what the ladder suggests, stands out.

    Undecided: the usual decisions in the first row with one that stands out, claim, hand over
    and the rarer ones in the second. Decided: at most the button that undoes it.
    """
    alert = view.alert
    if not alert.undecided:
        return [[Button(UNDO[alert.outcome or ""], Undo(alert.id))]] if may_undo(alert) else []
    second = [
        Button(T("Claim"), Claim(alert.id))
        if alert.claimed_by is None
        else Button(T("Release"), Release(alert.id)),
        Button(T("Hand over"), HandOver(alert.id)),
    ]
    pressing = alert.severity == "serious" or (step is not None and step.suggest == "ban")
    if may(alert, "banned") and pressing:
        second.append(Button(T("Ban …"), Ban(alert.id), Look.DANGER))
    if may(alert, "banned") or may(alert, "timed_out"):
        second.append(Button(T("More …"), More(alert.id)))
    return [_usual(view, step), second]


def _usual(view: View, step: Step | None) -> list[Button]:
    """Dismiss, talk, delete, warn, time out; the ladder's suggestion or the warning stands out."""
    alert = view.alert
    row = [Button(T("Dismiss"), Decide(alert.id, "dismissed"))]
    if alert.author_id is not None:
        row.append(Button(T("Talk"), _on(alert, "talked")))
    if alert.message_id is not None and not alert.gone:
        row.append(Button(T("Delete"), Decide(alert.id, "deleted"), Look.DANGER))
    if alert.author_id is not None:
        look = Look.PRIMARY if step is None else Look.SECONDARY
        row.append(Button(T("Warn"), _on(alert, "warned"), look))
    if may(alert, "timed_out"):
        climbed = step is not None and step.suggest == "time_out"
        seconds = step.seconds if step is not None and climbed else view.time_out_s
        button = _time_out(alert, seconds)
        row.append(replace(button, look=Look.PRIMARY) if climbed else button)
    return row


def _on(alert: Alert, outcome: Outcome) -> DecideOn:
    return DecideOn(alert.id, outcome, alert.author_id or 0)


def _time_out(alert: Alert, seconds: int) -> Button:
    label = T("Time out {length}", length=Length(seconds))
    return Button(label, TimeOutOf(alert.id, seconds, alert.author_id or 0))


def may(alert: Alert, outcome: Outcome) -> bool:
    """Time-out and ban: never for moderators, and not what the platform has just said that it
    cannot do."""
    failed = alert.failure
    unable = failed is not None and failed.why in NEVER and failed.outcome == outcome
    known = alert.author_id is not None and alert.space_id is not None
    return known and not alert.author_is_staff and not unable


def may_undo(alert: Alert) -> bool:
    """Whether what was decided can still be taken back."""
    kind = KINDS.get(alert.outcome) if alert.outcome is not None else None
    return kind in UNDOABLE and alert.undone_at is None and alert.author_id is not None


def more(view: View) -> Reply:
    """The rarer decisions, for the one who asked."""
    alert = view.alert
    lengths = [_time_out(alert, seconds) for seconds in DURATIONS]
    ban = Button(T("Ban …"), Ban(alert.id), Look.DANGER)
    grid = [lengths] if may(alert, "timed_out") else []
    grid += [[ban]] if may(alert, "banned") else []
    return Reply(_about(alert, T("What should happen to {who}?", who=who(view))), grid)


def _about(alert: Alert, question: Text) -> Text:
    """In a private chat nothing else tells which alert is meant."""
    return Join((T("Alert #{number}:", number=str(alert.id)), question), " ")


def confirm_ban(view: View) -> Reply:
    """Really?"""
    question = T(
        "Ban {who} for good? I tell them if I can write to them, and they can appeal.",
        who=who(view),
    )
    yes = Button(T("Yes, ban"), _on(view.alert, "banned"), Look.DANGER)
    return Reply(_about(view.alert, question), [[yes]], tone="warn")


def hand_over(alert: Alert, moderators: Sequence[Member], admins: bool) -> Reply:
    """To whom should it go?"""
    names = [Button(m.name, GiveTo(alert.id, m.id)) for m in moderators[:MOST_NAMES]]
    if admins:
        names.append(Button(T("The admins"), GiveTo(alert.id, ADMINS)))
    grid = [names[i : i + ROW] for i in range(0, len(names), ROW)]
    return Reply(_about(alert, T("To whom should this alert go?")), grid)


def forgetting(found: Sequence[Note]) -> list[list[Button]]:
    """Buttons that delete the newest notes."""
    return [
        [Button(T("Delete the note of {when}", when=Moment(note.at)), Forget(note.id))]
        for note in found[:SHOWN]
    ]


def revocations(found: Sequence[Strike]) -> list[list[Button]]:
    """Buttons that take back the newest warnings that stand."""
    standing = [s for s in found if s.revoked_at is None]
    return [
        [Button(T("Take back the warning of {when}", when=Moment(s.at)), Revoke(s.id))]
        for s in standing[:SHOWN]
    ]
