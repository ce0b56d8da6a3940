"""What is said of volunteers and testers, to them and to whoever picks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    Value,
    bold,
    clip,
    lines,
    quote,
)

from ..board.payloads import Details
from ..model import Idea
from .payloads import AskLetter, Give, Group, Leave, Letter, Pick, PickAll, TurnGroup, Volunteer
from .store import Tester

PAGE = 6
MAX_LETTER = 1000
GONE = T("This idea is not there any more.")
SETTLED = T("This idea is settled, so nobody is picked to try it out any more.")


def offered(idea: Idea, *, is_offered: bool) -> Reply:
    """After a click on “I'd try it out”."""
    if not is_offered:
        return Reply(
            T("Taken back: you no longer offer to try out #{number}.", number=str(idea.id))
        )
    return Reply(
        T(
            "Thank you! You offer to try out #{number} “{title}”; the moderators see your name. "
            "You will hear from me privately if you are picked. Another click takes it back.",
            **_values(idea),
        )
    )


def in_the_group(idea: Idea) -> Reply:
    """To somebody who was picked already."""
    said = T("You are one of the testers of #{number} “{title}”.", **_values(idea))
    return Reply(said, [_testers_buttons(idea)])


def picked(idea: Idea) -> Reply:
    """Told privately to somebody who was picked."""
    return Reply(
        lines(
            T(
                "🧪 You were picked to try out #{number} “{title}”. Thank you for offering it!",
                **_values(idea),
            ),
            T(
                "When you have tried it, tell how it went. You can do so several times, and leave "
                "the group at any time."
            ),
        ),
        [_testers_buttons(idea), [Button(T("Details"), Details(idea.id))]],
    )


def put_out(idea: Idea) -> Reply:
    """Told privately to somebody who is no tester any more."""
    said = T(
        "You are not among the testers of #{number} “{title}” any more. What you told of it is "
        "kept; {command} shows it to you, and lets you delete it.",
        **_values(idea),
        command=CommandHint("ideas feedback", str(idea.id)),
    )
    return Reply(said, [[Button(T("Details"), Details(idea.id))]])


def left(idea: Idea) -> Reply:
    """To somebody who left the group."""
    return Reply(
        T(
            "You have left the testers of #{number} “{title}” and get no more messages to them. "
            "Thank you for having been there!",
            **_values(idea),
        )
    )


# ---- for whoever picks


def group(idea: Idea, found: Sequence[Tester], people: Mapping[int, Member], page: int) -> Reply:
    """One page of those who would try an idea out; pages count from 0."""
    known = [one for one in found if one.member_id in people]
    if not known:
        return Reply(
            T(
                "Nobody has offered to try out #{number} “{title}” yet. The button for it is in "
                "the details of the idea.",
                **_values(idea),
            )
        )
    pages = -(-len(known) // PAGE)
    page = min(page, pages - 1)
    shown = known[page * PAGE : (page + 1) * PAGE]
    head = T(
        "Testers of #{number} “{title}”: {counts} ({page} of {pages})",
        **_values(idea),
        counts=counts(known),
        page=page + 1,
        pages=pages,
    )
    choices = (
        [_choice(idea, one, people[one.member_id], page) for one in shown] if idea.open else []
    )
    turns = []
    if page > 0:
        turns.append(Button(T("◀ Back"), TurnGroup(idea.id, page - 1)))
    if page + 1 < pages:
        turns.append(Button(T("More ▶"), TurnGroup(idea.id, page + 1)))
    for_all = []
    if idea.open and any(one.state == "offered" for one in known):
        for_all.append(Button(T("Pick all"), PickAll(idea.id)))
    if any(one.state == "picked" for one in known):
        for_all.append(Button(T("✉️ Write to the testers"), AskLetter(idea.id)))
    rows = [choices[at : at + 2] for at in range(0, len(choices), 2)]
    return Reply(
        lines(
            bold(head),
            *(_row(one, people[one.member_id]) for one in shown),
            None if idea.open else SETTLED,
        ),
        [row for row in (*rows, [*turns, *for_all]) if row],
    )


def counts(found: Sequence[Tester]) -> Text:
    """How many would try it out, and how many were picked."""
    chosen = sum(one.state == "picked" for one in found)
    return Join(
        (
            N("{n} member would try it out", "{n} members would try it out", len(found)),
            N("{n} is picked", "{n} are picked", chosen),
        ),
        ", ",
    )


def _row(one: Tester, member: Member) -> Text:
    who = Mention(member, ping=False)
    if one.state == "picked":
        return T("✅ {member}: picked", member=who)
    return T("{member}: offers it since {when}", member=who, when=Moment(one.at, "date"))


def _choice(idea: Idea, one: Tester, member: Member, page: int) -> Button:
    name = clip(member.name, 40)
    if one.state == "picked":
        return Button(T("Un-pick {name}", name=name), Pick(idea.id, member.id, False, page))
    label = T("Pick {name}", name=name)
    return Button(label, Pick(idea.id, member.id, True, page), Look.PRIMARY)


def letter_form(idea: Idea, now: int) -> Form:
    """What is to be written to all testers?"""
    return Form(
        T("To the testers of #{number}", number=str(idea.id)),
        [
            Field(
                "text",
                T("Your message to all of them, with your name"),
                max=MAX_LETTER,
                multiline=True,
            )
        ],
        Letter(idea.id, now),
    )


def letter(idea: Idea, writer: Member, text: str) -> Reply:
    """Sent privately to each tester."""
    head = T(
        "✉️ {member} writes to the testers of #{number} “{title}”:",
        **_values(idea),
        member=Mention(writer, ping=False),
    )
    return Reply(lines(head, quote(text)), [_testers_buttons(idea)])


def sent(idea: Idea, n: int) -> Text:
    """To whoever wrote it."""
    return N(
        "Your message goes to {n} tester of #{number}, privately.",
        "Your message goes to {n} testers of #{number}, each of them privately.",
        n,
        number=str(idea.id),
    )


def volunteer_button(idea: Idea, mine: Tester | None) -> Button:
    """In the details of an open idea."""
    if mine is not None and mine.state == "offered":
        return Button(T("🧪 I'd rather not try it out"), Volunteer(idea.id))
    return Button(T("🧪 I'd try it out"), Volunteer(idea.id))


def standing(mine: Tester | None) -> Text | None:
    """In the details, to a volunteer or tester."""
    if mine is None:
        return None
    return (
        T("You are one of the testers.") if mine.state == "picked" else T("You offer to test it.")
    )


def group_button(idea: Idea, n: int) -> Button:
    """For moderators."""
    return Button(T("Testers ({n})", n=str(n)), Group(idea.id))


def _testers_buttons(idea: Idea) -> list[Button]:
    return [
        Button(T("Give feedback"), Give(idea.id), Look.PRIMARY),
        Button(T("Leave the group"), Leave(idea.id)),
    ]


def _values(idea: Idea) -> dict[str, Value]:
    return {"number": str(idea.id), "title": clip(idea.words.title, 80)}
