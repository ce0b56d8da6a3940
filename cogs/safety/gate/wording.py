"""The list of words, AutoMod and the slow door in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member, Space
from bot.api.reply import Button, Look, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    bold,
    joined,
    lines,
    spoiler,
)

from .payloads import KeepClosed, OpenDoor
from .store import ClosedDoor

LISTED, FILTERED = "words", "automod"
NAMES = frozenset({LISTED, FILTERED})
"""Findings of this room."""

SHOWN_WORDS = 10
LIST_ROOM = 1500
"""Characters of the list in one answer: Discord takes 2,000 for all of it."""


# ---- on a card


def reason(name: str, detail: Mapping[str, int]) -> Text | None:
    """The sentence of a finding as it was stored; None for one of another room."""
    if name == LISTED:
        return N(
            "It has a word of your list.",
            "It has {n} words of your list.",
            max(1, detail.get("words", 1)),
        )
    if name != FILTERED:
        return None
    times = detail.get("times", 1)
    if times > 1 and detail.get("blocked"):
        return N(
            "{n} attempt: Discord's AutoMod has blocked it, so nobody else has seen it.",
            "{n} attempts: Discord's AutoMod has blocked them, so nobody else has seen them. This "
            "is the worst.",
            times,
        )
    if times > 1:
        return N(
            "Discord's AutoMod has reported {n} message.",
            "Discord's AutoMod has reported {n} messages.",
            times,
        )
    if detail.get("blocked"):
        return T("Discord's AutoMod has blocked it, so nobody else has seen it.")
    return T("Discord's AutoMod has reported it.")


def shown(words: Sequence[str]) -> list[Text]:
    """A few words of the list, each behind a spoiler; no line without any."""
    if not words:
        return []
    listed = joined([spoiler(word) for word in words[:SHOWN_WORDS]])
    return [T("From your list: {words}", words=listed)]


# ---- the list

OFF = T(
    "Messages are not looked at now (mode: off), so I do not look for these words. Where Discord's "
    "AutoMod has the list, it goes on blocking them."
)


def how_to_add() -> Text:
    """How the list is changed, as it is typed."""
    return Join((CommandHint("safety words", "add"), " ", T("word; other*")))


def the_list(words: Sequence[str], *, may_change: bool, watched: bool = True) -> Text:
    """The list behind a spoiler, as much of it as fits; `watched`: messages are looked at."""
    how = how_to_add()
    if not words:
        if not may_change:
            return T("The list of words is empty. An admin can fill it.")
        return T("The list of words is empty. {command} puts words on it.", command=how)
    some: list[str] = []
    room = LIST_ROOM
    for word in words:
        room -= len(word) + 2
        if room < 0:
            break
        some.append(word)
    more = len(words) - len(some)
    return lines(
        bold(N("{n} word brings a message before you:", "{n} words bring a message before you:",
               len(words))),
        spoiler(", ".join(some)),
        N("… and {n} more word.", "… and {n} more words.", more) if more else None,
        T("{command} puts more on it.", command=how) if may_change else None,
        None if watched else OFF,
    )  # fmt: skip


def added(n: int) -> Text:
    """So many words are new."""
    return N("{n} word is on the list now.", "{n} words are on the list now.", n)


def removed(n: int) -> Text:
    """So many words are gone."""
    return N("{n} word is off the list now.", "{n} words are off the list now.", n)


def no_right(space: Space, right: str) -> Text:
    """AutoMod is not ours to set up."""
    return T(
        "AutoMod in {space} cannot block them before they appear: please give me the right "
        "“{right}”. Until then I bring them before you when they have been written.",
        space=space.name,
        right=right,
    )


def refused(space: Space, why: Text) -> Text:
    """AutoMod does not take the list."""
    return T("AutoMod in {space} does not take the list: {why}", space=space.name, why=why)


def not_reached(space: Space) -> Text:
    """The platform did not answer."""
    return T("{space} cannot be reached now; I tell AutoMod there later.", space=space.name)


# ---- the door


def closed_door(
    door: ClosedDoor, space: Space, first: Sequence[Member], *, stuck: bool = False
) -> Reply:
    """The one message about a burst, while the door is closed; `stuck`: it should be open."""
    shut = Button(T("Keep closed for another hour"), KeepClosed(door.space_id, door.opens_at))
    opening = Button(T("Open now"), OpenDoor(door.space_id, door.closed_at), Look.PRIMARY)
    how = _stuck(door, space) if stuck else [_how(door), *_missing(door)]
    text = lines(bold(_head(space)), _who(door, first), *how)
    return Reply(text, [[opening]] if stuck else [[opening, shut]], tone="warn")


def opened_door(door: ClosedDoor, space: Space, by: Member | None, at: int) -> Reply:
    """The same message afterwards, which names no newcomer any more; `by` is None when its time
    was over."""
    end: Text = T("Since {when} everything is as before.", when=Moment(at))
    if by is not None:
        end = T(
            "{who} has opened the door: since {when} everything is as before.",
            who=Mention(by, ping=False),
            when=Moment(at),
        )
    check = T(
        "I was cut off when the door closed and do not know how it was set before, so please check "
        "the verification level in the settings of {space}.",
        space=space.name,
    )
    text = lines(bold(_head(space)), _who(door, ()), end, check if door.guessed else None)
    return Reply(text)


def _head(space: Space) -> Text:
    return T("🚪 Many people have come to {space} at once", space=space.name)


def _who(door: ClosedDoor, first: Sequence[Member]) -> Text:
    names = joined([Mention(member, ping=False) for member in first])
    count = N("{n} newcomer", "{n} newcomers", door.came)
    if not first:
        return count
    if door.came > len(first):
        return T("{count}, among them {names}", count=count, names=names)
    return Join((count, names), ": ")


def _how(door: ClosedDoor) -> Text:
    until = Moment(door.opens_at)
    if door.way == "hold":
        return T("Until {when} newcomers can read, but not write.", when=until)
    if door.way == "level":
        return T(
            "Until {when} newcomers must wait some minutes before they can write: the "
            "verification level is high.",
            when=until,
        )
    return T("I am closing the door until {when}, but have no answer yet.", when=until)


def _missing(door: ClosedDoor) -> list[Text]:
    told: list[Text] = []
    if door.right:
        told.append(
            T("I cannot do that without the right “{right}”; please give it to me.",
              right=door.right)
        )  # fmt: skip
    if door.better:
        told.append(
            T("With the right “{right}” I could set the verification level instead.",
              right=door.better)
        )  # fmt: skip
    return told


def _stuck(door: ClosedDoor, space: Space) -> list[Text]:
    if door.right:
        return [
            T(
                "I cannot open the door again without the right “{right}”: please give it to me, "
                "or set the verification level of {space} back yourself.",
                right=door.right,
                space=space.name,
            )
        ]
    return [T("I cannot reach {space} to open the door again and keep trying.", space=space.name)]
