"""Answers to commands, and suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.figures import Suggestion
from bot.api.boards.reports import FEW
from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look
from bot.api.text import N, Percent, T, Text, bold, joined, lines

from ..analysis.findings import Findings
from ..analysis.gaps import Gap
from ..measuring import Seen
from ..payloads import Introduce, Share, Unheard
from . import sentences
from .sentences import Names

UNHEARD_FROM = 3
SHOWN = 25
MOST_WITH = 3


def in_public(seen: Seen) -> Text:
    """What everybody may read: no names, and nothing about fewer than five people."""
    of = seen.now
    if of.graph.n < FEW:
        return T("Too few people turned to each other in these days to show a network.")
    said: list[Text] = [sentences.opening(of, seen.window.days)]
    if of.reciprocity is not None and of.graph.n >= sentences.ENOUGH:
        said.append(T("{share} of all links are returned.", share=Percent(of.reciprocity)))
    return lines(*said)


def own(of: Findings, node: int | None, near: Sequence[tuple[Member, int]], days: int) -> Text:
    """Somebody's own place: `near` are those with whom they talk most, with the replies, mentions
    and reactions of both to each other."""
    if node is None:
        return T(
            "In the last {days} days you and others did not reply to, mention or react to each "
            "other yet. A reply to somebody is a good start.",
            days=days,
        )
    degree = int(of.graph.ties.degree[node])
    said: list[Text] = [
        T(
            "In the last {days} days you talked with {people}.",
            days=days,
            people=N("{n} person", "{n} people", degree),
        )
    ]
    if near:
        with_whom = joined(
            [T("{who} ({n})", who=bold(member.name), n=n) for member, n in near[:MOST_WITH]]
        )
        said.append(T("Most with: {names}.", names=with_whom))
    group = of.sizes[int(of.groups[node])]
    if of.graph.n >= sentences.ENOUGH and group >= FEW:
        said.append(
            T("You belong to a group of {n} people who talk much with each other.", n=group)
        )
    if node in of.connectors and of.graph.n >= sentences.ENOUGH:
        said.append(T("You connect people who otherwise would hardly meet. Thank you!"))
    said.append(T("Only you see this. It counts replies, mentions and reactions, no words."))
    return lines(*said)


def left_out() -> Text:
    """To somebody who asked for it."""
    return T("You asked to be left out of all figures, so there is nothing about you.")


def unheard(names: Sequence[Text], more: int) -> Text:
    """To whom nobody turned."""
    if not names:
        return T("Somebody turned to everybody who wrote. Nothing to do!")
    return lines(
        T("They wrote, and nobody replied to, mentioned or reacted to them:"),
        joined([bold(name) for name in names]),
        N("and {n} more", "and {n} more", more) if more else None,
        T("A reply or a reaction to one of their messages is enough."),
    )


def call_for_help() -> Text:
    """What is posted to everybody when whoever asked for it wrote nothing else."""
    return T(
        "A few people here answer most of what is asked. Who would like to help now and then? "
        "Reply here, every bit counts 💛"
    )


def share_form(month: int) -> Form:
    """What is to be posted."""
    field = Field(
        "text",
        T("Your own words, or leave it empty for mine"),
        placeholder=T("Who would like to help now and then?"),
        required=False,
        multiline=True,
    )
    return Form(T("Ask who would like to help"), [field], Share(month))


def suggestions(seen: Seen, gaps: Sequence[Gap], names: Names, month: int) -> list[Suggestion]:
    """What to do about the network; each with the rule that was met."""
    of = seen.now
    found = []
    if of.graph.n >= sentences.ENOUGH:
        found += [*_share(of, names, month), *_introduce(of, gaps, names)]
    if len(of.isolated) >= UNHEARD_FROM:
        found.append(_unheard(of, seen.window.last))
    return found


def _share(of: Findings, names: Names, month: int) -> list[Suggestion]:
    said = sentences.load(of, names)
    if said is None:
        return []
    loss = of.losses[0]
    why = T(
        "{share} of the {n} ties are with one person; from {limit} on I say so.",
        share=Percent(loss.share),
        n=of.graph.ties.count,
        limit=Percent(sentences.HEAVY),
    )
    button = Button(T("Ask who would like to help"), Share(month), Look.PRIMARY)
    return [Suggestion(said, button, min(0.75, 0.4 + loss.share / 2), share_key(month), why)]


def share_key(month: int) -> str:
    """What a suggestion to share the load is known by."""
    return f"network.share:{month}"


def meet_key(one: int, other: int) -> str:
    """What a suggestion to introduce two members is known by; they stand in it as members do."""
    low, high = sorted((one, other))
    return f"network.meet:m{low}+m{high}"


def _introduce(of: Findings, gaps: Sequence[Gap], names: Names) -> list[Suggestion]:
    for gap in gaps:
        said = sentences.gap(of, gap, names)
        if said is None:
            continue
        one, other = sorted(of.member(node) for node in gap.nodes)
        button = Button(
            T("Introduce {one} and {other}", one=names[one], other=names[other]),
            Introduce(one, other),
            Look.PRIMARY,
        )
        why = T(
            "Two groups with {n} and {m} people have {ties} of the {expected} ties that chance "
            "would give; below a quarter I say so.",
            n=of.sizes[gap.one],
            m=of.sizes[gap.other],
            ties=gap.ties,
            expected=round(gap.expected),
        )
        return [Suggestion(said, button, 0.45, meet_key(one, other), why)]
    return []


def _unheard(of: Findings, day: int) -> Suggestion:
    many = len(of.isolated)
    return Suggestion(
        N(
            "{n} person wrote and nobody turned to them.",
            "{n} people wrote and nobody turned to them.",
            many,
        ),
        Button(T("Show me who"), Unheard(), Look.PRIMARY),
        weight=0.4,
        key=f"network.unheard:{day // 28}",
        why=T(
            "{n} of {all} who wrote got no reply, mention or reaction; from {least} on I say so.",
            n=many,
            all=len(of.writers),
            least=UNHEARD_FROM,
        ),
    )


def outcome(asked: int, met: int, talked: int) -> Text:
    """What came of introductions."""
    return T(
        "You wanted to introduce {pairs}: {met} agreed, {talked} of these have talked since.",
        pairs=N("{n} pair", "{n} pairs", asked),
        met=N("{n} pair", "{n} pairs", met),
        talked=talked,
    )
