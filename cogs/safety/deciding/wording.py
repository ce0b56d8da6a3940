"""Decisions in words: what became of an alert, warnings, notes and the rota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Community, Member
from bot.api.reply import Reply
from bot.api.text import CommandHint, Join, Length, Mention, Moment, N, T, Text, bold, lines

from ..alerts.model import Alert, Failure, Outcome, clip
from ..cards.wording import View, who
from ..members.telling import HURTS
from .announcing import told
from .model import SUPERGROUP, Action, Kind, Note, Strike, Turn

HALF_A_DAY_MS = 12 * 3_600_000
SHOWN_CHARS = 300


# ---- what became of an alert


def outcome(view: View) -> Text:
    """What was done, by whom and when, as the platform confirmed it."""
    return lines(bold(_done(view)), *_left(view.alert), told(view), _undone(view))


def _done(view: View) -> Text:
    alert, by = view.alert, _decider(view)
    when = _moment(alert.settled_at or alert.created_at, alert.created_at)
    match alert.outcome:
        case "deleted" if alert.detail.get("gone"):
            return T("{who} asked for deletion, {when}; it was gone already.", who=by, when=when)
        case "deleted" if int(alert.detail.get("messages", 1)) > 1:
            n = int(alert.detail["messages"])
            return N(
                "{n} message deleted by {who}, {when}",
                "{n} messages deleted by {who}, {when}",
                n,
                who=by,
                when=when,
            )
        case "deleted":
            return T("Deleted by {who}, {when}", who=by, when=when)
        case "talked" if alert.detail.get("late"):
            return T("{who} asked me to have a word with them, {when}", who=by, when=when)
        case "talked":
            return T("{who} had a word with them, {when}", who=by, when=when)
        case "warned":
            return T("Warned by {who}, {when}", who=by, when=when)
        case "timed_out":
            length = Length(int(alert.detail.get("seconds") or 0))
            return T("Timed out for {length} by {who}, {when}", length=length, who=by, when=when)
        case "banned":
            return T("Banned by {who}, {when}", who=by, when=when)
        case _:
            return T("Dismissed by {who}, {when}", who=by, when=when)


def _decider(view: View) -> Text:
    if view.alert.detail.get("automatic"):
        return T("the bot itself, as the model was almost sure")
    return name(view.decider)


def _left(alert: Alert) -> list[Text]:
    """What cannot be undone is said, and what was not done."""
    if alert.outcome != "deleted" or alert.detail.get("gone"):
        return []
    said: list[Text] = [T("This cannot be undone.")]
    if left := int(alert.detail.get("left", 0)):
        said.append(
            N(
                "{n} message could not be deleted; please look at it yourself.",
                "{n} messages could not be deleted; please look at them yourself.",
                left,
            )
        )
    return said


def _undone(view: View) -> Text | None:
    alert = view.alert
    if alert.undone_at is None:
        return None
    when, by = _moment(alert.undone_at, alert.created_at), name(view.undoer)
    match alert.outcome:
        case "timed_out":
            return T("Time-out lifted by {who}, {when}", who=by, when=when)
        case "banned":
            return T("Ban lifted by {who}, {when}", who=by, when=when)
        case "warned":
            return T("Warning taken back by {who}, {when}", who=by, when=when)
        case _:
            return T("Taken back by {who}, {when}", who=by, when=when)


def _moment(at: int, since: int) -> Moment:
    """The time alone while it is clear which day is meant."""
    return Moment(at, "time" if at - since < HALF_A_DAY_MS else "datetime")


def name(member: Member | None) -> Text:
    """A moderator, without notifying them."""
    return T("a former moderator") if member is None else Mention(member, ping=False)


# ---- what did not work


def failure(failed: Failure, view: View) -> Text:
    """What was asked for and why it did not happen."""
    why = because(failed, view)
    if failed.by is None:
        return bold(T("I wanted to act by myself, but it failed: {why}", why=why))
    by = name(view.decider)
    asked: Mapping[Outcome, Text] = {
        "deleted": T("{who} asked for deletion, but it failed: {why}", who=by, why=why),
        "timed_out": T("{who} asked for a time-out, but it failed: {why}", who=by, why=why),
        "banned": T("{who} asked for a ban, but it failed: {why}", who=by, why=why),
        "talked": T("{who} asked for a private note, but it failed: {why}", who=by, why=why),
        "warned": T("{who} asked for a warning, but it failed: {why}", who=by, why=why),
    }
    return bold(asked.get(failed.outcome, why))


def because(failed: Failure, view: View) -> Text:
    """The reason of a failure in words."""
    match failed.why:
        case "rights":
            return T("the right {right} is missing.", right=failed.right)
        case "unsupported":
            return T("this platform cannot do that.")
        case "basic_group":
            return SUPERGROUP
        case "unreachable":
            return T("I cannot write to {who} privately.", who=who(view))
        case "left":
            return T("{who} is no longer here.", who=who(view))
        case "refused":
            return T("{who} has moderator rights or is not in this place.", who=who(view))
        case _:
            return T("the platform did not answer, so please look whether it worked.")


# ---- what the member is told


def taken_back(community: Community, action: Action, *, another: bool) -> Reply:
    """An action does not count any more; `another` of its kind still runs."""
    at = Moment(action.at)
    if another and action.kind == "time_out":
        return Reply(
            T(
                "A moderator of {community} has lifted the pause of {when}, but another one still "
                "runs.",
                community=community.name,
                when=at,
            )
        )
    if another:
        return Reply(
            T(
                "A moderator of {community} has lifted the ban of {when}, but another one stands.",
                community=community.name,
                when=at,
            )
        )
    said: Mapping[Kind, Text] = {
        "warn": T(
            "A moderator of {community} has taken back the warning of {when}. It does not count.",
            community=community.name,
            when=at,
        ),
        "time_out": T(
            "A moderator of {community} has lifted the pause of {when}. You can write again.",
            community=community.name,
            when=at,
        ),
        "ban": T(
            "A moderator of {community} has lifted the ban of {when}. You may come back.",
            community=community.name,
            when=at,
        ),
    }
    other = T(
        "A moderator of {community} has taken back the decision of {when}. It does not count.",
        community=community.name,
        when=at,
    )
    return Reply(said.get(action.kind, other))


# ---- lists for moderators


def strikes(
    member: Member, found: Sequence[Strike], givers: Mapping[int, Member], now: int
) -> Text:
    """A member's warnings."""
    about = Mention(member, ping=False)
    if not found:
        return T("{who} has no warnings.", who=about)
    counting = sum(strike.counts(now) for strike in found)
    return lines(
        bold(T("Warnings of {who}:", who=about)),
        *(_strike(s, givers.get(s.by_id or 0), now) for s in found),
        N("{n} of them counts now.", "{n} of them count now.", counting),
    )


def _strike(strike: Strike, giver: Member | None, now: int) -> Text:
    row = T(
        "{when}, by {giver}: {reason}",
        when=Moment(strike.at),
        giver=giver.name if giver else T("a former moderator"),
        reason=clip(strike.reason, SHOWN_CHARS) or HURTS,
    )
    if strike.revoked_at is not None:
        return Join((row, T("(taken back)")), " ")
    if not strike.counts(now):
        return Join((row, T("(expired)")), " ")
    return row


def notes(member: Member, found: Sequence[Note], writers: Mapping[int, Member]) -> Text:
    """What moderators wrote down about a member."""
    about = Mention(member, ping=False)
    if not found:
        hint = CommandHint("note add", "@name text")
        return T("There are no notes on {who}. {command} adds one.", who=about, command=hint)
    rows = []
    for note in found:
        writer = writers.get(note.by_id or 0)
        by = writer.name if writer else T("a former moderator")
        text = clip(note.text, SHOWN_CHARS)
        rows.append(T("{when}, by {giver}: {reason}", when=Moment(note.at), giver=by, reason=text))
    return lines(bold(T("Notes on {who}, for moderators only:", who=about)), *rows)


def rota(turns: Sequence[Turn], members: Mapping[int, Member]) -> Text:
    """Who takes turns, next first."""
    known = [turn for turn in turns if turn.member_id in members]
    if not known:
        hint = CommandHint("rota join")
        return T(
            "Nobody is on the rota, so every alert is for everybody. {command} puts you on it.",
            command=hint,
        )
    rows = [_turn(turn, members[turn.member_id]) for turn in known]
    return lines(bold(T("They are asked in turn, next first:")), *rows)


def _turn(turn: Turn, member: Member) -> Text:
    if turn.quiet_from is None or turn.quiet_to is None:
        return Mention(member, ping=False)
    return T(
        "{who}, not from {start} to {end}",
        who=Mention(member, ping=False),
        start=clock(turn.quiet_from),
        end=clock(turn.quiet_to),
    )


def clock(minute: int) -> str:
    """A minute of the day as people write it: "22:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"
