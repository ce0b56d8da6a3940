"""What the cog says about a network: looks people up and puts sentences, section and suggestions
together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.api.boards.figures import Suggestion
from bot.api.boards.reports import FEW, Period, Section
from bot.api.calendar import local_date
from bot.api.model import Community, Member
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Measures
from bot.api.services.measures import Links
from bot.api.text import Text

from .analysis.findings import Findings
from .analysis.gaps import Gap, gaps
from .config import NetworkConfig
from .measuring import Measuring, Seen, Window
from .meeting.model import Meeting
from .meeting.telling import Meetings
from .picture import NAMED, picture
from .store import MeetingStore
from .wording import replies
from .wording.section import leaders, section
from .wording.sentences import ENOUGH

UNHEARD = 25


@dataclass(frozen=True)
class Look:
    """A network with the gaps in it and, by member id, the names of those who are still here."""

    seen: Seen
    gaps: Sequence[Gap]
    names: dict[int, str]

    @property
    def words(self) -> dict[int, Text]:
        """The names, as sentences take them."""
        return dict(self.names)


class Desk:
    """Names are only looked up for those who are shown. Who has left is in the numbers, but named
    to nobody: there is nothing to ask of them any more."""

    def __init__(
        self,
        measuring: Measuring,
        meetings: Meetings,
        store: MeetingStore,
        measures: Measures,
        activity: Activity,
        directory: Directory,
        configs: Configs,
        clock: Clock,
    ) -> None:
        self._measuring = measuring
        self._meetings = meetings
        self._store = store
        self._measures = measures
        self._activity = activity
        self._directory = directory
        self._configs = configs
        self._clock = clock

    def window(self, community: Community, end: int, days: int | None = None) -> Window:
        """The window that ends with the local day of the moment before `end`."""
        config = self._configs.of(NetworkConfig, community.id)
        last = local_date(end - 1, community.timezone).toordinal()
        return Window.until(last, days or config.window_days)

    async def seen(self, community: Community, end: int, days: int | None = None) -> Seen:
        """The network of a window and the one before."""
        return await self._measuring.seen(community.id, self.window(community, end, days))

    async def look(self, community_id: int, seen: Seen) -> Look:
        """What is needed to tell of a network."""
        found = await self.gaps(community_id, seen.now)
        here = await self._activity.presences(community_id, self._clock.now())
        people = await self._directory.members([one for one in _named(seen, found) if one in here])
        return Look(seen, found, {number: member.name for number, member in people.items()})

    async def told(self, of: Look) -> Section:
        """Everything, for moderators."""
        drawn = None
        if of.seen.now.graph.n >= FEW:
            drawn = await asyncio.to_thread(picture, of.seen.now, of.names)
        return section(of.seen, of.gaps, of.words, drawn)

    async def in_public(self, seen: Seen) -> Reply:
        """What everybody may see."""
        said = replies.in_public(seen)
        if seen.now.graph.n < ENOUGH:  # of so few everybody can tell who each dot is
            return Reply(said)
        drawn = await asyncio.to_thread(picture, seen.now, {}, public=True)
        return Reply(said, picture=drawn if drawn.nodes else None)

    async def section(self, community: Community, period: Period) -> Section | None:
        """The section of reports; None where nobody ever turned to anybody."""
        seen = await self.seen(community, period.end)
        if not seen.now.graph.n and not seen.before.graph.n:
            return None
        return await self.told(await self.look(community.id, seen))

    async def suggest(self, community: Community, end: int) -> Sequence[Suggestion]:
        """What to do."""
        if not self._configs.of(NetworkConfig, community.id).suggest:
            return []
        seen = await self.seen(community, end)
        return self.advice(await self.look(community.id, seen))

    def advice(self, of: Look) -> Sequence[Suggestion]:
        """What follows from a network."""
        day = date.fromordinal(of.seen.window.last)
        return replies.suggestions(of.seen, of.gaps, of.words, day.year * 12 + day.month)

    async def unheard(self, community: Community, end: int) -> Text:
        """To whom nobody turned."""
        of = await self._measuring.findings(community.id, self.window(community, end))
        people = await self._directory.members(of.isolated[:UNHEARD].tolist())
        names = [member.name for member in people.values()]
        return replies.unheard(names, len(of.isolated) - len(names))

    async def own(self, community: Community, member: Member, end: int) -> Text:
        """Somebody's own place."""
        if member.id in await self._measures.left_out(community.id):
            return replies.left_out()
        window = self.window(community, end)
        links, of = await self._measuring.with_links(community.id, window)
        sums = await asyncio.to_thread(_with_whom, links, member.id)
        best = sorted(sums, key=lambda who: (-sums[who], who))[: replies.MOST_WITH]
        people = await self._directory.members(best)
        near = [(people[who], sums[who]) for who in best if who in people]
        return replies.own(of, of.graph.node(member.id), near, window.days)

    async def outcome(self, community: Community, start: int, end: int) -> Sequence[Text]:
        """What came of introductions that the team asked for in [start, end)."""
        asked = await self._store.asked(community.id, start, end)
        met = [of for of in asked if of.met_at is not None]
        if not asked:
            return []
        talked = 0
        for of in met:
            talked += await self._talked(community, of, end)
        return [replies.outcome(len(asked), len(met), talked)]

    async def _talked(self, community: Community, of: Meeting, end: int) -> bool:
        """Whether two turned to each other since they met."""
        first = local_date(of.met_at or of.at, community.timezone).toordinal()
        last = local_date(end - 1, community.timezone).toordinal()
        links = await self._measures.links(community.id, first, last)
        pair = (of.low_id, of.high_id)
        return bool((np.isin(links.source, pair) & np.isin(links.target, pair)).any())

    async def gaps(self, community_id: int, of: Findings) -> list[Gap]:
        """Groups that hardly talk, each with two who may meet: both here, kept apart by nothing."""
        if of.large < 2:
            return []
        closed = await self._meetings.closed(community_id)

        def may_meet(one: int, other: int) -> bool:
            a, b = of.member(one), of.member(other)
            return (a, b) not in closed and of.present(a) and of.present(b)

        return await asyncio.to_thread(gaps, of.graph.ties, of.groups, may_meet)


def _named(seen: Seen, found: Sequence[Gap]) -> list[int]:
    """Members whom the section, the picture or a suggestion may name; ids, ascending."""
    of = seen.now
    nodes = [
        *of.connectors,
        *of.importance[:NAMED].tolist(),
        *(node for gap in found for node in gap.nodes),
        *(bridge.node for bridge in of.bridges),
        *(loss.nodes[0] for loss in of.losses),
        *(node for group in range(min(of.large, 20)) for node in leaders(of, group)),
    ]
    wanted = {of.member(node) for node in nodes}
    wanted |= {*of.isolated[:UNHEARD].tolist(), *seen.change.new, *seen.change.lost}
    return sorted(wanted)


def _with_whom(links: Links, member_id: int) -> dict[int, int]:
    """How often a member and each other one turned to each other."""
    mine = (links.source == member_id) | (links.target == member_id)
    other = np.where(links.source == member_id, links.target, links.source)[mine]
    times = (links.replies + links.mentions + links.reactions)[mine]
    sums: dict[int, int] = {}
    for who, n in zip(other.tolist(), times.tolist(), strict=True):
        sums[who] = sums.get(who, 0) + n
    return sums
