"""What is said about codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.audience import crowd
from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Mention, N, T, Text, bold, code, joined, lines

from .model import Code
from .payloads import Agree, ShowMe

KINDS: dict[str, T] = {
    "friend": T("brought by a friend"),
    "campaign": T("campaign"),
    "purchase": T("purchase"),
}


def own(mine: Code, named: Sequence[Member], others: int) -> Reply:
    """A member's own code, and who came with it as far as they agreed to be named."""
    who: Text | None = None
    if named:
        who = T("Came through you: {names}", names=joined([bold(m.name) for m in named]))
    more = (
        N("{n} person came and is not named.", "{n} people came and are not named.", others)
        if others
        else None
    )
    toggle = Button(
        T("Do not show me") if mine.shown else T("Show me among those who brought people"),
        ShowMe(mine.id, not mine.shown),
    )
    return Reply(
        lines(
            T("Your code is {code}.", code=code(mine.code)),
            T(
                "Give it to friends: they type {command} in their first weeks here.",
                command=code(f"/code {mine.code}"),
            ),
            who,
            more,
            T("Others see how many you brought.")
            if mine.shown
            else T("Nobody but you sees how many you brought."),
        ),
        [[toggle]],
        tone="info",
    )


def ask_to_tell(found: Code, friend: Member) -> Reply:
    """A newcomer is asked before anybody is told."""
    return Reply(
        T(
            "Thank you! May I tell {who} that you came through them, and thank them where others "
            "see it?",
            who=bold(friend.name),
        ),
        [
            [
                Button(T("Yes"), Agree(found.id, True), Look.PRIMARY),
                Button(T("No, keep it to yourself"), Agree(found.id, False)),
            ]
        ],
    )


def told(newcomer: Member) -> Text:
    """To whoever brought somebody."""
    return T("{who} came through you. Thank you! 💛", who=bold(newcomer.name))


def thanks(friend: Member, newcomer: Member) -> Text:
    """In public, where both agreed."""
    return T(
        "Thank you, {friend}, for bringing {newcomer} along! 💛",
        friend=Mention(friend),
        newcomer=bold(newcomer.name),
    )


def noted(found: Code) -> Text:
    """A campaign's or a purchase's code was used."""
    return T("Noted: {label}. Thank you!", label=bold(found.label))


def listing(
    owners: Sequence[tuple[Code, int]], friends: int, sales: Mapping[int | None, int]
) -> Text:
    """The owner's codes, how many came through friends, and what was sold by any code."""
    if not owners and not friends and not sales:
        return T(
            "There are no codes yet. Make one with {command}, for a flyer or a receipt.",
            command=CommandHint("codes add"),
        )
    others = sum(sales.values()) - sum(sales.get(c.id, 0) for c, _ in owners)
    return lines(
        *[
            T(
                "{code} ({kind}): {label}, used by {people}{sold}{ended}",
                code=code(c.code),
                kind=KINDS[c.kind],
                label=c.label,
                people=crowd(n),
                sold=_sold(sales.get(c.id, 0)),
                ended=T(", ended") if c.ended_at else "",
            )
            for c, n in owners
        ],
        T("Brought by friends: {people}", people=crowd(friends)),
        T("Sales by codes of friends: {n}", n=others) if others else None,
    )


def _sold(sales: int) -> Text:
    return N(", {n} sale", ", {n} sales", sales) if sales else ""


def board(found: Sequence[tuple[Member, int]]) -> Text:
    """Those who brought people and agreed to be shown."""
    if not found:
        return T(
            "Nobody is shown here yet. Get your own code with {command}.",
            command=CommandHint("codes mine"),
        )
    return lines(
        bold(T("They brought people along. Thank you!")),
        *[
            T("• {who}: {people}", who=bold(m.name), people=N("{n} person", "{n} people", n))
            for m, n in found
        ],
    )
