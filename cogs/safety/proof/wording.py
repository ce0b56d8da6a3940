"""The report in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Length,
    Mention,
    Moment,
    N,
    Percent,
    T,
    Text,
    bold,
    joined,
    lines,
)

from ..cards.wording import LABELS
from .payloads import Loads
from .report import LEAST, Group, Report
from .store import Load

PATTERNS: Mapping[str, Text] = {
    "repeated": T("one member again and again at another"),
    "pile_on": T("several against one"),
    "evasion": T("deleted words that came back"),
    "flood": T("a flood of messages"),
    "mention_bomb": T("many people called at once"),
    "newcomer_link": T("a link from a newcomer"),
    "copies": T("the same text in many channels"),
    "words": T("the community's word list"),
    "automod": T("Discord's AutoMod"),
}


def report(found: Report) -> list[Text]:
    """A community's figures, a line each; groups without data are named in one line."""
    period = found.period
    head = T(
        "Safety, {first} to {last}",
        first=Moment(period.start, "date"),
        last=Moment(period.end - 1, "date"),
    )
    rows: list[Text] = [bold(head), _scored(found)]
    if found.all.empty:
        return [*rows, T("Nothing was flagged or reported in this time."), *_done(found)]
    rows.append(_row(T("All alerts"), found.all))
    rows += _section(T("By label"), found.labels, LABELS)
    rows += _section(T("By pattern"), found.patterns, PATTERNS)
    if not found.reported_only.empty:
        rows.append(_row(T("Reported by members only"), found.reported_only))
    few = T("Of fewer than {n} cases I give the numbers and no share.", n=LEAST)
    return [*rows, *_done(found), few]


def _scored(found: Report) -> Text:
    scored: T = N("{n} message was scored.", "{n} messages were scored.", found.scored)
    if not found.scored:
        scored = T("No message was scored in this time.")
    if not found.unread:
        return scored
    unread = N(
        "{n} message is in a language that the model does not read.",
        "{n} messages are in a language that the model does not read.",
        found.unread,
    )
    return Join((scored, unread), " ")


def _section(title: Text, groups: Mapping[str, Group], names: Mapping[str, Text]) -> list[Text]:
    told = [_row(names.get(name, name), one) for name, one in groups.items() if not one.empty]
    empty = [names.get(name, name) for name, one in groups.items() if one.empty]
    rows: list[Text] = [bold(title), *told]
    if empty:
        rows.append(T("No data for: {names}.", names=joined(empty)))
    return rows


def _row(name: Text, one: Group) -> Text:
    parts: list[Text] = []
    if one.alerts:
        parts.append(N("{n} alert", "{n} alerts", one.alerts))
    if one.flags:
        parts.append(N("{n} flag", "{n} flags", one.flags))
    if one.flags >= LEAST and one.flags_per_1000 is not None:
        parts.append(_rate(one.flags_per_1000))
    if one.automatic:
        parts.append(
            N("{n} acted upon by the bot itself", "{n} acted upon by the bot itself", one.automatic)
        )
    if one.alerts > one.automatic:
        parts.append(_upheld(one))
    if one.median_settle_ms is not None:
        length = Length(_rounded(one.median_settle_ms))
        parts.append(T("decided after {length} (median)", length=length))
    if one.appeals:
        parts.append(_overturned(one))
    if one.observed:
        parts.append(N("{n} only observed", "{n} only observed", one.observed))
    return Join((bold(name), ": ", joined(parts, " · ")))


def _rate(per_1000: float) -> Text:
    if per_1000 < 0.5:
        return T("fewer than 1 in {thousand} messages", thousand=1000)
    return T("about {n} in {thousand} messages", n=round(per_1000), thousand=1000)


def _upheld(one: Group) -> Text:
    if not one.decided:
        return T("none decided yet")
    if one.share_upheld is None:
        return T("only {n} decided, acted upon: {k}", n=one.decided, k=one.upheld)
    part = Percent(one.share_upheld)
    return T("{share} of {n} decided led to action", share=part, n=one.decided)


def _overturned(one: Group) -> Text:
    if one.share_overturned is None:
        return T("only {n} appealed, overturned: {k}", n=one.appeals, k=one.overturned)
    part = Percent(one.share_overturned)
    return T("{share} of {n} appeals overturned", share=part, n=one.appeals)


def _rounded(ms: int) -> int:
    """Seconds, above an hour to the minute."""
    seconds = max(1, ms // 1000)
    return seconds if seconds < 3600 else seconds // 60 * 60


def _done(found: Report) -> list[Text]:
    return [_reports(found), _actions(found)]


def _reports(found: Report) -> Text:
    sent = found.reports
    if not sent.sent:
        return T("Members reported nothing.")
    head = N("{n} report by members", "{n} reports by members", sent.sent)
    if not sent.decided:
        rest: Text = T("none decided yet")
    elif sent.share_upheld is None:
        rest = T("only {n} decided, confirmed: {k}", n=sent.decided, k=sent.upheld)
    else:
        rest = T(
            "{share} of {n} decided were confirmed",
            share=Percent(sent.share_upheld),
            n=sent.decided,
        )
    return Join((head, rest), " · ")


def _actions(found: Report) -> Text:
    done = found.actions
    if not done.done:
        return T("Nothing was done to anybody.")
    kinds = joined([_kind(kind, n) for kind, n in done.kinds.items()])
    alone = N("{n} of them by the bot itself", "{n} of them by the bot itself", done.automatic)
    return Join((kinds, alone if done.automatic else T("all by people")), " · ")


def _kind(kind: str, n: int) -> Text:
    match kind:
        case "talk":
            return N("{n} talk", "{n} talks", n)
        case "warn":
            return N("{n} warning", "{n} warnings", n)
        case "delete":
            return N("{n} deletion", "{n} deletions", n)
        case "time_out":
            return N("{n} time-out", "{n} time-outs", n)
        case "ban":
            return N("{n} ban", "{n} bans", n)
        case _:
            return Join((kind, ": ", str(n)))


# ---- who carried it


def loads(found: Mapping[int, Load], people: Mapping[int, Member], days: int) -> list[Text]:
    """Who carried how much, most first."""
    head = N("Who carried it, today", "Who carried it, {n} days", days)
    if not found:
        return [bold(head), T("Nobody has opened or decided an alert.")]
    return [bold(head), *(_load(people.get(m), one) for m, one in found.items())]


def _load(member: Member | None, load: Load) -> Text:
    name: Text = Mention(member, ping=False) if member else T("a former moderator")
    parts: Sequence[Text] = (
        N("{n} alert decided", "{n} alerts decided", load.decided),
        N("{n} card seen", "{n} cards seen", load.cards),
        N("{n} of them serious", "{n} of them serious", load.serious),
    )
    return Join((name, ": ", joined(parts, " · ")))


def shared(found: Mapping[int, Load], people: Mapping[int, Member], days: int) -> Reply:
    """Who carried how much, and how to share it."""
    hint = T("Who takes turns is asked in turn: {command}.", command=CommandHint("rota join"))
    return Reply(lines(*loads(found, people, days), hint))


def carried(member: Member, decided: int, total: int) -> Text:
    """A word for the digest: one moderator decided most."""
    return T(
        "{who} carried {decided} of {total} alerts this week. Ask somebody to share it: {command}.",
        who=Mention(member, ping=False),
        decided=decided,
        total=total,
        command=CommandHint("rota join"),
    )


def see_loads(days: int) -> Button:
    """Opens who carried how much."""
    return Button(T("Who carried it"), Loads(days))
