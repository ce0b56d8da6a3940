"""The rules of a poll in a line or two, as every card says them before anybody votes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import Join, N, Percent, T, Text

from ..methods import Count, method
from ..methods.base import voted
from ..model import Poll, Rules, Secrecy, Voters
from ..record import Record

SECRECY: Mapping[Secrecy, T] = {
    "open": T("Open: everybody can see who voted what."),
    "private": T("Private: nobody is shown who voted what, and it is deleted at the end."),
    "anonymous": T(
        "Anonymous: nobody can look up who voted what, not even whoever has the database."
    ),
}
OPEN_LATER = T("Open: when it is over, everybody can see who voted what.")
WHO: Mapping[Voters, T] = {
    "moderators": T("Only moderators vote."),
    "joined_before": T("Who came after it was asked cannot vote."),
}


def secret(rules: Rules) -> Text:
    """Who sees what."""
    if not rules.hidden:
        return SECRECY[rules.secrecy]
    who = OPEN_LATER if rules.secrecy == "open" else SECRECY[rules.secrecy]
    return Join((who, T("Counts stay hidden until the end.")), " ")


def conditions(poll: Poll) -> Text | None:
    """Who votes, and what it takes; None when there is nothing to say."""
    rules, said = poll.rules, list[Text]()
    if poll.jury is not None:
        said.append(
            N("Only a jury votes: {n} member.", "Only a jury votes: {n} members.", poll.jury)
        )
    elif rules.voters in WHO:
        said.append(WHO[rules.voters])
    said += quorum(rules)
    if need := method(rules.kind).need(rules):
        said.append(need)
    return Join(tuple(said), " ") if said else None


def quorum(rules: Rules) -> list[Text]:
    """How many have to take part."""
    said: list[Text] = []
    if rules.quorum:
        said.append(N("{n} person has to vote.", "At least {n} people have to vote.", rules.quorum))
    if rules.quorum_percent:
        share = Percent(rules.quorum_percent / 100)
        said.append(T("At least {share} of those who may vote have to.", share=share))
    return said


def turnout(poll: Poll, count: Count, record: Record | None) -> Text:
    """How many voted in a closed poll, and who could where that were but a few."""
    if poll.jury is None:
        return voted(count)
    could = record.eligible if record is not None else None
    jury = N(
        "only a jury of {n} member could",
        "only a jury of {n} members could",
        poll.jury if could is None else could,
    )
    return T("{voted}; {jury}.", voted=voted(count), jury=jury)
