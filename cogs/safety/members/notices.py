"""What members are told privately: warnings, time-outs, thanks, and their own record."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Community, Member
from bot.api.reply import Reply
from bot.api.text import CommandHint, Join, Length, Mention, Moment, T, Text, bold, lines, quote

from ..alerts.model import Alert, Warned, clip
from ..cards.wording import scores

QUOTED = 300
THANKS: Text = T(
    "Thank you. The moderators see your report, but not who it came from. "
    "I tell you when somebody has looked at it."
)
KNOWN: Text = T("You have reported this already, and the moderators have it. Thank you.")
LOOKED: Text = T("A moderator has looked at your report. Thank you.")
HURTS: Text = T("a message that can hurt others")


def warning(community: Community, reason: str, alert: Alert | None, place: Text) -> Reply:
    """The private note that comes with a warning."""
    return Reply(
        lines(
            bold(T("A moderator of {community} warns you.", community=community.name)),
            T("Reason: {reason}", reason=reason or HURTS),
            *_about(alert, place),
            _appeal(),
        )
    )


def time_out(community: Community, seconds: int, alert: Alert, place: Text) -> Reply:
    """The private note that comes with a time-out."""
    head = T(
        "A moderator of {community} has paused your writing for {length}.",
        community=community.name,
        length=Length(seconds),
    )
    return Reply(
        lines(
            bold(head),
            T("Reason: {reason}", reason=HURTS),
            *_about(alert, place),
            T("After that you can write again."),
            _appeal(),
        )
    )


def taken_back(community: Community, at: int) -> Reply:
    """A warning does not count any more."""
    return Reply(
        T(
            "A moderator of {community} has taken back the warning of {when}. It does not count.",
            community=community.name,
            when=Moment(at),
        )
    )


def _about(alert: Alert | None, place: Text) -> list[Text]:
    if alert is None or not alert.text:
        return []
    return [
        Join((T("It is about your message"), place), " "),
        quote(clip(alert.text, QUOTED)),
    ]


def _appeal() -> Text:
    return T(
        "If you think that this is a mistake, talk to a moderator. "
        "{command} shows what was decided about you.",
        command=CommandHint("why"),
    )


def no_place() -> Reply:
    """Said once to the staff of a community without a channel for moderators."""
    return Reply(
        T(
            "I found no channel for moderators, so alerts come to you privately. To change that, "
            "type {command} in the channel where they should go.",
            command=CommandHint("settings channel", "moderators"),
        )
    )


def warnings_of(member: Member, found: Sequence[Warned], givers: dict[int, Member]) -> Text:
    """A member's warnings, for moderators."""
    name = Mention(member, ping=False)
    if not found:
        return T("{who} has no warnings.", who=name)
    rows = [_warning_row(w, givers.get(w.by_id or 0)) for w in found]
    return lines(bold(T("Warnings of {who}:", who=name)), *rows)


def _warning_row(warned: Warned, giver: Member | None) -> Text:
    row = T(
        "{when}, by {giver}: {reason}",
        when=Moment(warned.at),
        giver=giver.name if giver else T("a former moderator"),
        reason=clip(warned.reason, QUOTED) or HURTS,
    )
    return Join((row, T("(taken back)")), " ") if warned.revoked_at else row


def why(acted: Sequence[Alert], warned: Sequence[Warned]) -> Text:
    """A person's own record; it names no moderator and no reporter."""
    plain = [w for w in warned if w.alert_id is None]
    if not acted and not plain:
        return T("Nothing has been decided about you here.")
    rows: list[Text] = []
    for alert in acted:
        rows += _decision(alert)
    for w in plain:
        said = T(
            "{when}: you were warned: {reason}", when=Moment(w.at), reason=clip(w.reason, QUOTED)
        )
        rows.append(Join((said, T("(taken back)")), " ") if w.revoked_at else said)
    return lines(
        bold(T("What was decided about you:")),
        *rows,
        T("If you think that something is a mistake, talk to a moderator."),
    )


def _decision(alert: Alert) -> list[Text]:
    when = Moment(alert.settled_at or alert.created_at)
    match alert.outcome:
        case "deleted":
            row: Text = T("{when}: a message of yours was deleted.", when=when)
        case "timed_out":
            length = Length(int(alert.detail.get("seconds", 0)))
            row = T("{when}: your writing was paused for {length}.", when=when, length=length)
        case _:
            row = T("{when}: you were warned for a message.", when=when)
    if alert.undone_at is not None:
        row = Join((row, T("(taken back)")), " ")
    rows: list[Text] = [row]
    if alert.text:
        rows.append(quote(clip(alert.text, QUOTED)))
    if alert.flagged:
        rows.append(T("A model on our own machine scored it: {scores}", scores=scores(alert)))
        rows.append(T("A moderator decided, not the model."))
    return rows
