"""What a network means, in sentences that an owner can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.reports import FEW
from bot.api.text import N, Percent, T, Text, bold, joined

from ..analysis.findings import Findings
from ..analysis.gaps import Gap
from ..measuring import Seen

ENOUGH = 10
"""Of fewer people nothing is said about connectors and groups: one more or less changes it all."""
HEAVY = 0.2
"""From this share of ties on that go with one person, something should be done."""
MUCH_THROUGH = 0.5
FEW_TIES = 4
NAMES = 5

Names = Mapping[int, Text]


def sentences(seen: Seen, gaps: Sequence[Gap], names: Names) -> list[Text]:
    """Everything worth saying, the most important first."""
    of = seen.now
    if of.graph.n < FEW:
        return [too_few(of)]
    said: list[Text] = [opening(of, seen.window.days)]
    if of.graph.n >= ENOUGH:
        said += [*_load(of, names), *_gaps(of, gaps, names), *_bridges(of, names)]
    said += _unheard(of, names)
    if of.graph.n >= ENOUGH:
        said += _changes(seen, names)
        if of.pivots:
            said.append(estimated(of))
    else:
        said.append(
            T(
                "With fewer than {n} people one more or less changes everything, so I say nothing "
                "about connectors and groups yet.",
                n=ENOUGH,
            )
        )
    return said


def too_few(of: Findings) -> Text:
    """Nothing can be said."""
    return N(
        "Only {n} person has turned to others in these days: too few to tell anything.",
        "Only {n} people have turned to each other in these days: too few to tell anything.",
        of.graph.n,
    )


def opening(of: Findings, days: int) -> Text:
    """How many, and in how many groups."""
    people = N("{n} person", "{n} people", of.graph.n)
    ties = N("{n} pair talks", "{n} pairs talk", of.graph.ties.count)
    if of.graph.n < ENOUGH or of.large < 2:
        return T("In {days} days {people} turned to each other; {ties} with each other.",
                 days=days, people=people, ties=ties)  # fmt: skip
    return T(
        "In {days} days {people} turned to each other; {ties} with each other, in {groups} of "
        "five people or more.",
        days=days,
        people=people,
        ties=ties,
        groups=N("{n} group", "{n} groups", of.large),
    )


def estimated(of: Findings) -> Text:
    """How sure it is."""
    return T(
        "Connectors are estimated from the shortest ways that start at {pivots} of {people} "
        "people: the first few are reliable, places further down may change.",
        pivots=of.pivots,
        people=of.graph.n,
    )


def load(of: Findings, names: Names) -> Text | None:
    """How much hangs on one person, where it is much."""
    if not of.losses or of.losses[0].share < HEAVY or of.graph.n < ENOUGH:
        return None
    loss = of.losses[0]
    member = of.member(loss.nodes[0])
    who = names.get(member)
    if who is None or not of.present(member):
        return None
    if loss.stranded:
        return T(
            "If {who} leaves, {share} of all ties go and {people} would have nobody left: ask "
            "someone to share the load.",
            who=bold(who),
            share=Percent(loss.share),
            people=N("{n} person", "{n} people", loss.stranded),
        )
    return T(
        "If {who} leaves, {share} of all ties go: ask someone to share the load.",
        who=bold(who),
        share=Percent(loss.share),
    )


def _load(of: Findings, names: Names) -> list[Text]:
    said = load(of, names)
    if said is not None:
        return [said]
    share = of.share_lost(5)
    if share is None:
        return []
    return [
        T(
            "If the five best connected people leave, {share} of all ties go; no single person "
            "carries more than {one}.",
            share=Percent(share),
            one=Percent(of.share_lost(1) or 0.0),
        )
    ]


def gap(of: Findings, found: Gap, names: Names) -> Text | None:
    """Two groups that hardly talk, and who could change that."""
    one, other = (names.get(of.member(node)) for node in found.nodes)
    if one is None or other is None:
        return None
    return T(
        "The group around {one} ({first} people) and the one around {other} ({second} people) "
        "hardly talk: {ties} where {expected} would be usual. Introduce these two.",
        one=bold(one),
        other=bold(other),
        first=of.sizes[found.one],
        second=of.sizes[found.other],
        ties=N("{n} pair", "{n} pairs", found.ties),
        expected=round(found.expected),
    )


def _gaps(of: Findings, gaps: Sequence[Gap], names: Names) -> list[Text]:
    return [said for found in gaps[:1] if (said := gap(of, found, names)) is not None]


def _bridges(of: Findings, names: Names) -> list[Text]:
    for bridge in of.bridges:
        who = names.get(of.member(bridge.node))
        if (
            who is not None
            and bridge.ties >= FEW_TIES
            and bridge.through >= MUCH_THROUGH * bridge.ties
        ):
            return [
                T(
                    "{who} alone carries {n} of the {all} pairs between two groups of {first} and "
                    "{second} people: somebody else who knows both would make that safer.",
                    who=bold(who),
                    n=bridge.through,
                    all=bridge.ties,
                    first=of.sizes[bridge.one],
                    second=of.sizes[bridge.other],
                )
            ]
    return []


def _unheard(of: Findings, names: Names) -> list[Text]:
    many = len(of.isolated)
    if not many:
        return []
    return [
        T(
            "{people} wrote and nobody turned to them: {names}. A reply or a reaction is enough.",
            people=N("{n} person", "{n} people", many),
            names=listed(of.isolated.tolist(), names),
        )
    ]


def _changes(seen: Seen, names: Names) -> list[Text]:
    new, lost = seen.change.new, seen.change.lost
    if seen.before.graph.n < ENOUGH or not (new or lost):
        return []
    said: list[Text] = []
    if any(member in names for member in new):
        said.append(T("New among those who connect others: {names}.", names=listed(new, names)))
    if any(member in names for member in lost):
        said.append(
            T(
                "No longer among them: {names}. Ask how they are doing.",
                names=listed(lost, names),
            )
        )
    return said


def listed(members: Sequence[int], names: Names) -> Text:
    """Some of their names."""
    known = [bold(names[member]) for member in members if member in names]
    more: list[Text] = ["…"] if len(members) > NAMES else []
    return joined([*known[:NAMES], *more])
