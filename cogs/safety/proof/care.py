"""Care for moderators: how much each of them had to see, and whether one carries most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.boards.figures import Suggestion
from bot.api.model import Member
from bot.api.services import Clock, Directory
from bot.api.text import Percent, T

from ..alerts.model import Alert, Outcome
from ..detection.store.days import day_of
from ..times import DAY_MS
from . import wording
from .store import Load, ProofStore

WEEK = 7
LEAST_DECIDED = 10
MOST_OF_IT = 0.6
KEPT_DAYS = 400
# a team that loses its busiest moderator loses most of its eyes
WEIGHT = 0.75


class Care:
    """Counts what moderators see, without saying what it was."""

    def __init__(self, store: ProofStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._today: dict[int, tuple[int, set[tuple[int, int]]]] = {}
        """By community: its day, and which alert was seen by which member on it."""

    async def opened(self, alert: Alert, member_id: int) -> None:
        """A moderator opened or decided an alert: one card a day, however often they look."""
        community = await self._directory.community(alert.community_id)
        day = day_of(community, self._clock.now())
        begun, cards = self._today.get(community.id, (day, set()))
        if begun != day:
            cards = set()
        self._today[community.id] = day, cards
        if (card := (alert.id, member_id)) not in cards:
            cards.add(card)
            serious = alert.severity == "serious"
            await self._store.seen(community.id, member_id, day, serious=serious)

    async def settled(self, alert: Alert, outcome: Outcome) -> None:
        """Hears decisions; one of the bot itself burdens nobody."""
        if alert.settled_by is not None:
            await self.opened(alert, alert.settled_by)

    async def loads(
        self, community_id: int, days: int
    ) -> tuple[Mapping[int, Load], Mapping[int, Member]]:
        """What each moderator carried in the last days, today included, and who they are."""
        community = await self._directory.community(community_id)
        now = self._clock.now()
        start = day_of(community, now, back=days - 1)
        found = await self._store.loads(community_id, start, now + 1)
        return found, await self._directory.members(list(found))

    async def suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """A word for the digest when one person decided most alerts of the week before `end`."""
        found = await self._store.loads(community_id, end - WEEK * DAY_MS, end)
        total = sum(load.decided for load in found.values())
        member_id, most = next(iter(found.items()), (0, Load()))
        if total < LEAST_DECIDED or most.decided <= MOST_OF_IT * total:
            return []
        member = await self._directory.member(member_id)
        if member is None:
            return []
        text = wording.carried(member, most.decided, total)
        why = T("more than {share} of at least {n} alerts in a week", share=Percent(MOST_OF_IT),
                n=LEAST_DECIDED)  # fmt: skip
        key = f"safety.loads:m{member.id}"
        return [Suggestion(text, wording.see_loads(WEEK), WEIGHT, key, why)]

    async def tidy(self) -> int:
        """Forget what is long past; how many rows."""
        return await self._store.prune(self._clock.now() - KEPT_DAYS * DAY_MS)
