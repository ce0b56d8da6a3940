"""What is said of ideas that are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Button, Field, Form, Reply
from bot.api.text import CommandHint, Join, N, T, Text, Value, bold, clip, lines, quote

from ..board.payloads import Details
from ..model import OPEN, STATUS_NAMES, Idea
from ..store.merges import Audience, Obstacle
from .payloads import Into

SHOWN = 5
GONE = T("This idea is not there any more.")
OBSTACLES: Mapping[Obstacle, T] = {
    "gone": GONE,
    "itself": T("An idea cannot become part of itself: name another one."),
    "circle": T("That one is part of this idea already: take it out first with {unmerge}.",
                unmerge=CommandHint("ideas unmerge")),
    "merged": T("This idea is part of another one already: take it out first with {unmerge}.",
                unmerge=CommandHint("ideas unmerge")),
    "alone": T("This idea is not part of another one, so there is nothing to undo."),
    "settled": T("This idea is answered already and keeps its answer; put the other one into it "
                 "instead."),
    "challenge": T("These ideas do not belong to the same challenge, so their support cannot be "
                   "counted together."),
    "finalist": T("This idea is one of the finalists of a challenge: wait until that is decided."),
}  # fmt: skip


def form(idea: Idea) -> Form:
    """Which idea is it to become part of?"""
    return Form(
        T("Make #{number} part of another idea", number=str(idea.id)),
        [Field("into", T("Number of the other idea"), placeholder="12", max=100)],
        Into(idea.id),
    )


def merged(idea: Idea, into: Idea) -> Reply:
    """To the moderator; `into` is the idea that counts, as it is now."""
    done = T(
        "Done: #{number} is part of #{into} “{title}” now. Their authors, supporters and followers "
        "are told.",
        number=str(idea.id),
        into=str(into.id),
        title=into.words.title,
    )
    undo = CommandHint("ideas unmerge", str(idea.id))
    count = (
        N(
            "{n} member supports it, each counted once. {unmerge} undoes this.",
            "{n} members support it, each counted once. {unmerge} undoes this.",
            into.votes,
            unmerge=undo,
        )
        if into.votes
        else T("Nobody supports it yet. {unmerge} undoes this.", unmerge=undo)
    )
    return Reply(Join((done, count), " "), [[Button(f"#{into.id}", Details(into.id))]])


def parted(idea: Idea, other: int) -> Reply:
    """To the moderator; `idea` as it is now."""
    return Reply(
        lines(
            T("Done: #{number} stands on its own again.", number=str(idea.id)),
            N(
                "It has the support of {n} member that was given to it; what was given to #{other} "
                "meanwhile stays there. Those who are concerned are told.",
                "It has the support of {n} members that was given to it; what was given to "
                "#{other} meanwhile stays there. Those who are concerned are told.",
                idea.votes,
                other=str(other),
            )
            if idea.votes
            else T(
                "Nobody supports it yet; what was given to #{other} meanwhile stays there. Those "
                "who are concerned are told.",
                other=str(other),
            ),
        ),
        [[Button(f"#{idea.id}", Details(idea.id)), Button(f"#{other}", Details(other))]],
    )


# ---- told in private


def joined_news(mine: Idea, into: Idea, whom: Audience) -> Reply:
    """To somebody whose idea `mine` counts for another one now."""
    values = _values(mine, into)
    if whom.wrote is not None:
        said = T(
            "Your idea #{number} “{title}” is part of #{other} “{other_title}” now: everybody who "
            "supports it counts there.",
            **values,
        )
    elif whom.supports:
        said = T(
            "The idea #{number} “{title}” is part of #{other} “{other_title}” now: your support "
            "counts there.",
            **values,
        )
    else:
        said = T(
            "The idea #{number} “{title}”, which you follow, is part of #{other} “{other_title}” "
            "now.",
            **values,
        )
    return _news(said, into, _became(into))


def parted_news(mine: Idea, other: Idea, whom: Audience) -> Reply:
    """To somebody whose idea `mine` does no longer count for another one."""
    values = _values(mine, other)
    if whom.wrote is not None:
        said = T(
            "Your idea #{number} “{title}” is no longer part of #{other} “{other_title}”: the "
            "support given to it counts for it again.",
            **values,
        )
    elif whom.supports:
        said = T(
            "The idea #{number} “{title}” is no longer part of #{other} “{other_title}”: your "
            "support counts for #{number} again.",
            **values,
        )
    else:
        said = T(
            "The idea #{number} “{title}”, which you follow, is no longer part of #{other} "
            "“{other_title}”.",
            **values,
        )
    return _news(said, mine, [])


def _values(mine: Idea, other: Idea) -> dict[str, Value]:
    return {
        "number": str(mine.id),
        "title": clip(mine.words.title, 80),
        "other": str(other.id),
        "other_title": clip(other.words.title, 80),
    }


def _became(into: Idea) -> list[Text]:
    """What there is to know of the idea that one's support counts for now."""
    if into.status in OPEN and not into.reason:
        return []
    status = T("It is {status}.", status=bold(STATUS_NAMES[into.status]))
    return [status, quote(into.reason)] if into.reason else [status]


def _news(said: Text, about: Idea, more: Sequence[Text]) -> Reply:
    return Reply(lines(said, *more), [[Button(T("Details"), Details(about.id))]])


# ---- in the details


def parts(found: Sequence[Idea]) -> list[Text]:
    """The ideas that are part of one, in a line."""
    if not found:
        return []
    named: list[Text] = [f"#{one.id} {clip(one.words.title, 60)}" for one in found[:SHOWN]]
    if len(found) > SHOWN:
        named.append(N("{n} more", "{n} more", len(found) - SHOWN))
    return [T("Part of it: {ideas}", ideas=Join(tuple(named), " · "))]
