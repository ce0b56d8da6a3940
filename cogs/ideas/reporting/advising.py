"""What the digest says of ideas: which one to answer, how many wait, what came of answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.figures import Suggestion
from bot.api.reply import Button, Look
from bot.api.text import Join, Length, N, T, Text, one_line

from ..board.payloads import Details
from ..model import Idea
from ..store import IdeaStore
from ..store.counts import CountStore

DAY_MS = 86_400_000
ANSWER_MS = 7 * DAY_MS  # after that an idea without an answer is worth a reminder
SHOWN = 80
# an answer shows everybody that ideas are read; the more people wait for it, the more it shows
WEIGHT, FOR_EACH, MOST = 0.55, 0.03, 0.85


class IdeaAdvice:
    """Reads; the answering is done where steps are taken."""

    def __init__(self, store: IdeaStore, counts: CountStore) -> None:
        self._store = store
        self._counts = counts

    async def suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """Of the ideas that nobody has answered, the one that most people support."""
        waiting = await self._store.unanswered(community_id, end - ANSWER_MS)
        if not waiting:
            return []
        return [suggestion(min(waiting, key=_first), len(waiting), end)]

    async def waiting(self, community_id: int, start: int, end: int) -> int:
        """How many ideas wait for a first answer when the period ends, however new."""
        return len(await self._store.unanswered(community_id, end))

    async def came_of(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """First answers, and how many of those who proposed took part again since."""
        answered, back = await self._counts.answered(community_id, start, end)
        return [came_of(answered, back)] if answered else []


def _first(idea: Idea) -> tuple[int, int]:
    return -idea.votes, idea.created_at


def suggestion(idea: Idea, waiting: int, now: int) -> Suggestion:
    """One idea to answer, and how many others there are."""
    title, days = one_line(idea.words.title, SHOWN), (now - idea.created_at) // DAY_MS
    said: Text = T(
        "“{title}” has waited {time} for an answer.",
        title=title,
        time=Length(days * DAY_MS // 1000),
    )
    if waiting > 1:
        others = N("{n} more idea waits.", "{n} more ideas wait.", waiting - 1)
        said = Join((said, " ", others))
    why = T(
        "{support}, and after a week an idea should have heard something",
        support=N("{n} person supports it", "{n} people support it", idea.votes),
    )
    button = Button(T("Answer #{number}", number=str(idea.id)), Details(idea.id), Look.PRIMARY)
    weight = min(WEIGHT + FOR_EACH * idea.votes, MOST)
    return Suggestion(said, button, weight, key(idea.id), why)


def key(idea_id: int) -> str:
    """What the suggestion to answer that idea is known by."""
    return f"ideas.answer:{idea_id}"


def came_of(answered: int, back: int) -> Text:
    """What came of first answers."""
    did = N("You answered {n} idea", "You answered {n} ideas", answered)
    if not back:
        return T("{done}.", done=did)
    again = N(
        "{n} of those who proposed them took part again since",
        "{n} of those who proposed them took part again since",
        back,
    )
    return T("{done}: {since}.", done=did, since=again)
