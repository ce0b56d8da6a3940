"""What is said about choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.api.boards.privacy.consent import PURPOSES, Purpose
from bot.api.model import Community, Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Moment, T, Text, bold, joined, lines

from ..config import Rule
from ..payloads import Answer, Choose, Open
from ..store import Choice

NAMES: Mapping[Purpose, T] = {
    "measures": T("Figures"),
    "sentiment": T("Mood"),
    "introductions": T("Introductions"),
    "newsletter": T("News"),
}
WHAT: Mapping[Purpose, T] = {
    "measures": T("who wrote when and to whom, counted without the words"),
    "sentiment": T("whether messages sound glad or sad, counted without the words"),
    "introductions": T("suggesting you to people who like what you like"),
    "newsletter": T("announcements and tips that I send you privately"),
}
ASKS: Mapping[Purpose, T] = {
    "sentiment": T(
        "May I count how your messages sound, glad or sad? A list of words on this machine does "
        "it; only sums are kept, no text."
    ),
    "newsletter": T("May I send you announcements and tips privately, now and then?"),
    "measures": T("May I count when you write, without reading the words?"),
}
YES: Mapping[Purpose, T] = {
    "measures": T("Count me"),
    "sentiment": T("Count my mood"),
    "introductions": T("Take part"),
    "newsletter": T("Send me news"),
}
NO: Mapping[Purpose, T] = {
    "measures": T("Do not count me"),
    "sentiment": T("Do not count my mood"),
    "introductions": T("Take no part"),
    "newsletter": T("Send me no news"),
}
GONE = T(
    "That button does not fit any more; please type {command}.",
    command=CommandHint("privacy choices"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One purpose on somebody's card: what holds, by which rule, and what they said."""

    purpose: Purpose
    yes: bool
    rule: Rule
    said: Choice | None


def card(found: Sequence[Line]) -> Reply:
    """All choices of one person, each with the button to change it."""
    return Reply(
        lines(
            bold(T("Your choices")),
            *[_line(line) for line in found],
            "",
            T(
                "Each change holds at once, also for what was counted before. Which messages you "
                "get, one kind at a time: {contact}",
                contact=CommandHint("contact"),
            ),
        ),
        [*[[button] for line in found if (button := _button(line)) is not None], _ways()],
        tone="info",
    )


def _ways() -> list[Button]:
    return [Button(T("What is kept about me"), Open("mine")), Button(T("Back"), Open("about"))]


def _line(line: Line) -> Text:
    head = joined(
        ["✅" if line.yes else "🚫", bold(NAMES[line.purpose]), "–", WHAT[line.purpose]], " "
    )
    return lines(head, _since(line))


def _since(line: Line) -> Text:
    said = line.said
    if said is None or said.how == "rule":
        if line.purpose == "introductions":
            if line.yes:
                return T("You have joined.")
            return T("You join with {command}.", command=CommandHint("meet join"))
        if line.rule == "opt_out":
            return T("On until you object.") if line.yes else T("You have objected.")
        return T("Off until you agree.")
    when = Moment(said.at, "date")
    if said.allowed is None:
        return T("Off; I asked you on {when}.", when=when)
    return (
        T("You agreed on {when}.", when=when) if said.allowed else T("No since {when}.", when=when)
    )


def _button(line: Line) -> Button | None:
    if line.yes:
        return Button(NO[line.purpose], Choose(line.purpose, False))
    if line.purpose == "introductions":
        return None  # joining takes one's interests: /meet join
    return Button(YES[line.purpose], Choose(line.purpose, True), Look.SUCCESS)


def question(
    member: Member, community: Community, purposes: Collection[Purpose], stop: Sequence[Button]
) -> Reply:
    """The one message that asks."""
    asked = [purpose for purpose in PURPOSES if purpose in purposes]
    rows = [
        [
            Button(YES[purpose], Answer(purpose, True, member.id), Look.SUCCESS),
            Button(NO[purpose], Answer(purpose, False, member.id)),
        ]
        for purpose in asked
    ]
    return Reply(
        lines(
            bold(T("A question of {community}", community=community.name)),
            *[ASKS[purpose] for purpose in asked],
            T(
                "Both answers are fine, and nothing else depends on them. Without an answer it "
                "stays off, and I do not ask again. Change it any time: {command}",
                command=CommandHint("privacy choices"),
            ),
        ),
        [*rows, *([list(stop)] if stop else [])],
        tone="info",
    )


def answered(purpose: Purpose, *, yes: bool) -> Text:
    """Noted, in one line."""
    said = (
        T("Noted, thank you: yes to {what}.", what=WHAT[purpose])
        if yes
        else T("Noted: no to {what}.", what=WHAT[purpose])
    )
    return lines(said, T("Change it any time: {command}", command=CommandHint("privacy choices")))
