"""The greeting and when it is due; no I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.text import Join, Mention, N, Raw, T, Text, bold, code, joined, lines

HOLES = ("mention", "first_name", "community", "rules")
NAMED_AT_MOST = 12
MINUTE_MS = 60_000
_HOLE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Plan:
    """Greet everybody who waits now, or look again at `again_at`."""

    greet: bool
    again_at: int | None = None


def plan(
    waiting_since: Sequence[int], posted: Sequence[int], now: int, limit: int, gather_ms: int
) -> Plan:
    """When to greet those who wait.

    Single newcomers are greeted at once. The last greeting of a minute is kept for a group: it
    gathers for a while, so that a thousand joins make at most `limit` messages a minute.
    """
    if not waiting_since:
        return Plan(greet=False)
    room = limit - len(posted)
    if room <= 0:
        return Plan(greet=False, again_at=posted[-limit] + MINUTE_MS + 1)
    ready_at = min(waiting_since) + gather_ms
    if room == 1 and posted and now < ready_at:
        return Plan(greet=False, again_at=ready_at)
    return Plan(greet=True)


def greeting(template: str, rules: str, community: str, newcomers: Sequence[Member]) -> Text:
    """The greeting for one newcomer, or one for all of them."""
    if len(newcomers) > 1:
        return _together(rules, community, newcomers)
    if template.strip():
        return filled(template, rules, community, newcomers[0])
    return lines(
        T(
            "Welcome to {community}, {who}! 👋 It is good to have you here.",
            community=bold(community),
            who=Mention(newcomers[0]),
        ),
        rules or None,
        T("Say hello, ask anything, and type {help} to see what I can do.", help=code("/help")),
    )


def _together(rules: str, community: str, newcomers: Sequence[Member]) -> Text:
    named = [Mention(member) for member in newcomers[:NAMED_AT_MOST]]
    rest = len(newcomers) - len(named)
    who: Text = joined(named)
    if rest:
        who = T("{names} and {more}", names=who, more=N("{n} more", "{n} more", rest))
    return lines(
        T("Welcome to {community}, {who}! 👋", community=bold(community), who=who),
        rules or None,
    )


def filled(template: str, rules: str, community: str, member: Member) -> Text:
    """An owner's template; what is no known hole stays as it is written."""
    values: dict[str, Text] = {
        "mention": Mention(member),
        "first_name": member.first_name,
        "community": community,
        "rules": rules,
    }
    parts: list[Text] = []
    at = 0
    for hole in _HOLE.finditer(template):
        if hole[1] in values:
            parts += [Raw(template[at : hole.start()]), values[hole[1]]]
            at = hole.end()
    return Join((*parts, Raw(template[at:])))


def lint(template: str, rules: str) -> list[Text]:
    """What is probably not meant, each in a sentence that says what to do."""
    used = set(_HOLE.findall(template))
    known = joined([code("{" + hole + "}") for hole in HOLES])
    found: list[Text] = [
        T(
            "{hole} is not known, so it would be posted as it stands. There are: {known}.",
            hole=code("{" + name + "}"),
            known=known,
        )
        for name in sorted(used - set(HOLES))
    ]
    if template.count("{") != template.count("}"):
        found.append(T("A curly bracket is open or closed once too often."))
    if template.strip() and not used & {"mention", "first_name"}:
        found.append(
            T("Nobody is addressed: put {hole} where the name belongs.", hole=code("{mention}"))
        )
    if "rules" in used and not rules.strip():
        found.append(
            T(
                "{hole} is empty: write the rules with {command}.",
                hole=code("{rules}"),
                command=code("/settings set welcome.rules"),
            )
        )
    if "@everyone" in template or "@here" in template:
        found.append(T("@everyone and @here are shown but will notify nobody."))
    return found
