"""The buttons of deciding: what a card offers, by severity and by the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import Length, Moment, T, Text

from ..alerts.model import Alert
from ..cards.wording import View, who
from ..config import Step
from .model import DURATIONS, KINDS, UNDOABLE, Note, Strike
from .payloads import (
    ADMINS,
    Ban,
    Claim,
    Decide,
    Forget,
    GiveTo,
    HandOver,
    More,
    Release,
    Revoke,
    TimeOut,
    Undo,
)

ROW = 5  # Discord takes five buttons in a row, the fewest
MOST_NAMES = 8
SHOWN = 5

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
    if may_act_on_member(alert):
        if alert.severity == "serious" or (step is not None and step.suggest == "ban"):
            second.append(Button(T("Ban …"), Ban(alert.id), Look.DANGER))
        second.append(Button(T("More …"), More(alert.id)))
    return [_usual(view, step), second]


def _usual(view: View, step: Step | None) -> list[Button]:
    """Dismiss, talk, delete, warn, time out; the ladder's suggestion or the warning stands out."""
    alert = view.alert
    row = [Button(T("Dismiss"), Decide(alert.id, "dismissed"))]
    if alert.author_id is not None:
        row.append(Button(T("Talk"), Decide(alert.id, "talked")))
    if alert.message_id is not None and not alert.gone:
        row.append(Button(T("Delete"), Decide(alert.id, "deleted"), Look.DANGER))
    if alert.author_id is not None:
        look = Look.PRIMARY if step is None else Look.SECONDARY
        row.append(Button(T("Warn"), Decide(alert.id, "warned"), look))
    if may_act_on_member(alert):
        climbed = step is not None and step.suggest == "time_out"
        seconds = step.seconds if step is not None and climbed else view.time_out_s
        button = Button(T("Time out {length}", length=Length(seconds)), TimeOut(alert.id, seconds))
        row.append(replace(button, look=Look.PRIMARY) if climbed else button)
    return row


def may_act_on_member(alert: Alert) -> bool:
    """Time-out and ban: never for moderators, nor where the platform has just said that it
    cannot."""
    unable = alert.failure is not None and alert.failure.why == "unsupported"
    known = alert.author_id is not None and alert.space_id is not None
    return known and not alert.author_is_staff and not unable


def may_undo(alert: Alert) -> bool:
    """Whether what was decided can still be taken back."""
    kind = KINDS.get(alert.outcome) if alert.outcome is not None else None
    return kind in UNDOABLE and alert.undone_at is None and alert.author_id is not None


def more(view: View) -> Reply:
    """The rarer decisions, for the one who asked."""
    alert = view.alert
    lengths = [
        Button(T("Time out {length}", length=Length(seconds)), TimeOut(alert.id, seconds))
        for seconds in DURATIONS
    ]
    ban = Button(T("Ban …"), Ban(alert.id), Look.DANGER)
    return Reply(T("What should happen to {who}?", who=who(view)), [lengths, [ban]])


def confirm_ban(view: View) -> Reply:
    """Really?"""
    question = T("Ban {who} for good? They are told about it, and they can appeal.", who=who(view))
    yes = Button(T("Yes, ban"), Decide(view.alert.id, "banned"), Look.DANGER)
    return Reply(question, [[yes]], tone="warn")


def hand_over(alert: Alert, moderators: Sequence[Member], admins: bool) -> Reply:
    """To whom should it go?"""
    names = [Button(m.name, GiveTo(alert.id, m.id)) for m in moderators[:MOST_NAMES]]
    if admins:
        names.append(Button(T("The admins"), GiveTo(alert.id, ADMINS)))
    grid = [names[i : i + ROW] for i in range(0, len(names), ROW)]
    return Reply(T("To whom should this alert go?"), grid)


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
