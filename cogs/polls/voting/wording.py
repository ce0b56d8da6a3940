"""The rules of a poll in a line or two, as every card says them before anybody votes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import Join, N, Percent, T, Text

from ..methods import method
from ..model import Rules, Secrecy, Voters

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


def conditions(rules: Rules) -> Text | None:
    """Who votes, and what it takes; None when there is nothing to say."""
    said: list[Text] = []
    if rules.voters in WHO:
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
