"""The greeting and when it is due; no I/O."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.text import Join, Mention, N, Raw, T, Text, bold, code, joined, lines

HOLES = ("mention", "first_name", "community", "rules")
NAMED_AT_MOST = 12
RULES_AT_MOST = 400
"""Longer rules stand behind the button: nobody reads a page in a greeting."""
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


@dataclass(frozen=True, slots=True)
class Script:
    """The owner's words; "" for ours."""

    template: str = ""
    returning: str = ""
    rules: str = ""

    @property
    def short_rules(self) -> str | None:
        """The rules, where they fit into a greeting of ours."""
        return self.rules if 0 < len(self.rules) <= RULES_AT_MOST else None


def room_for_notes(limit: int, posted: int, *, public: bool) -> int:
    """How many private greetings may go out now, of `limit` messages a minute in all. Where there
    are public ones too, one place is kept for the next of them."""
    return limit - posted - (1 if public and limit > 1 else 0)


def calm_at(newest: Sequence[int], now: int, limit: int) -> int | None:
    """None when it is calm, else when it will be: no more than `limit` people within a minute.

    `newest` are the times at which the last `limit` + 1 came, in any order.
    """
    if len(newest) <= limit or min(newest) <= now - MINUTE_MS:
        return None
    return min(newest) + MINUTE_MS


def greeting(
    script: Script, community: str, newcomers: Sequence[Member], back: Collection[int] = ()
) -> Text:
    """The greeting for one newcomer, or one for all of them; `back` are the ids of those who had
    been here before."""
    if len(newcomers) > 1:
        return _together(script.short_rules, community, newcomers, back)
    newcomer = newcomers[0]
    template = script.returning if newcomer.id in back else script.template
    if template.strip():
        return filled(template, script.rules, community, newcomer)
    if newcomer.id in back:
        return T("Good to see you again, {who}! 👋", who=Mention(newcomer))
    return lines(
        T(
            "Welcome to {community}, {who}! 👋 It is good to have you here.",
            community=bold(community),
            who=Mention(newcomer),
        ),
        script.short_rules,
        T("Say hello, ask anything, and type {help} to see what I can do.", help=code("/help")),
    )


def _together(
    rules: str | None, community: str, newcomers: Sequence[Member], back: Collection[int]
) -> Text:
    new = [member for member in newcomers if member.id not in back]
    again = [member for member in newcomers if member.id in back]
    welcome = T("Welcome to {community}, {who}! 👋", community=bold(community), who=_named(new))
    return lines(
        welcome if new else None,
        T("Good to see you again, {who}! 👋", who=_named(again)) if again else None,
        rules,
    )


def _named(people: Sequence[Member]) -> Text:
    named = joined([Mention(member) for member in people[:NAMED_AT_MOST]])
    rest = len(people) - NAMED_AT_MOST
    if rest <= 0:
        return named
    return T("{names} and {more}", names=named, more=N("{n} more", "{n} more", rest))


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
                command=code("/charter edit"),
            )
        )
    if "@everyone" in template or "@here" in template:
        found.append(T("@everyone and @here are shown but will notify nobody."))
    return found
