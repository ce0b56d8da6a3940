"""Which labels of a score are flagged in a community's channel, and what comes of that."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.api.model import Channel
from bot.api.services import Clock, Configs, Directory, Score

from ..config import SafetyConfig, Strictness
from ..times import DAY_MS, MINUTE_MS
from .bases import Bases, mode_of
from .replay import Kept, aim
from .seen import Seen
from .store import LessonStore, ScoreStore
from .thresholds import SHIFTS, Learnt, abuse, limits, margin, over, sum_up

if TYPE_CHECKING:
    from ..alerts.model import Alert, Outcome

AIMED_OVER_DAYS = 28
LEAST_DAYS = 7

# Steps in logits. Dismissed alerts cost moderators time, so they weigh more than those acted on;
# what was overturned on appeal did harm.
STEPS: Mapping[str, float] = {
    "dismissed": 0.1,
    "deleted": -0.05,
    "warned": -0.05,
    "timed_out": -0.05,
    "banned": -0.05,
}
OVERTURNED = 0.2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Labels, strongest first: to show moderators, only to count, and (of those shown) the ones
    sure enough for the bot to act on. `limits` are the thresholds that they were over."""

    flagged: tuple[str, ...] = ()
    observed: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a community. `aimed` is the shift that makes about as many alerts a
    week as asked for (`a_week`); None without that wish, or before there is a week of scores.

    `homes` are (space id, native id) of the rough channels, `threads` by channel whether it belongs
    to one of them, as far as that was looked at."""

    manners: Mapping[int, str] = field(default_factory=dict)
    homes: frozenset[tuple[int | None, str]] = frozenset()
    threads: dict[int, bool] = field(default_factory=dict)
    learnt: Mapping[str, Learnt] = field(default_factory=dict)
    a_week: int | None = None
    aimed: float | None = None
    at: int = 0


class Judging:
    """Thresholds in force: base, strictness or aim, lessons, and the channel's manner."""

    def __init__(
        self,
        configs: Configs,
        bases: Bases,
        scores: ScoreStore,
        lessons: LessonStore,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._configs = configs
        self._bases = bases
        self._scores = scores
        self._lessons = lessons
        self._directory = directory
        self._clock = clock
        self._known: dict[int, Known] = {}
        self._changes: Counter[int] = Counter()
        self._loading = asyncio.Lock()

    # ---- what is remembered

    async def prepare(self, community_id: int, channel: Channel | None = None) -> Known:
        """Load what `verdict` needs (in that channel), where that is not in memory."""
        while not self._fresh(community_id):
            async with self._loading:
                if not self._fresh(community_id):
                    await self._load(community_id)
        known = self._known[community_id]
        if channel is not None:
            _look(known, channel)
        return known

    async def prepare_all(self, community_id: int, channel_ids: Iterable[int]) -> None:
        """The same for channels of which only the numbers are known."""
        await self._look_up(await self.prepare(community_id), channel_ids)

    async def _look_up(self, known: Known, channel_ids: Iterable[int]) -> None:
        if not known.homes:
            return
        for channel_id in set(channel_ids) - known.threads.keys() - known.manners.keys():
            if (channel := await self._directory.channel(channel_id)) is not None:
                _look(known, channel)

    def changed(self, community_id: int) -> None:
        """Lessons or manners are not what they were; the old hold until the next `prepare`."""
        self._changes[community_id] += 1

    async def refresh(self) -> None:
        """Aim anew where the last time is a day ago."""
        before = self._clock.now() - DAY_MS
        for community_id, known in list(self._known.items()):
            if known.a_week is not None and known.at <= before:
                self.changed(community_id)
                await self.prepare(community_id)

    def _fresh(self, community_id: int) -> bool:
        known = self._known.get(community_id)
        wish = self._configs.of(SafetyConfig, community_id).alerts_a_week
        return known is not None and not self._changes[community_id] and known.a_week == wish

    async def _load(self, community_id: int) -> None:
        changes, config = self._changes[community_id], self._configs.of(SafetyConfig, community_id)
        taught = await self._lessons.lessons(community_id)
        manners = await self._lessons.manners(community_id)
        rough = [await self._directory.channel(channel_id) for channel_id in manners]
        known = Known(
            manners=manners,
            homes=frozenset(_home(channel, channel.native_id) for channel in rough if channel),
            learnt=sum_up((lesson.label, lesson.step) for lesson in taught),
            a_week=config.alerts_a_week,
            at=self._clock.now(),
        )
        if config.alerts_a_week is not None:
            known = replace(known, aimed=await self._aim(community_id, config, known))
        self._known[community_id] = known
        # what changed meanwhile is loaded by the next round
        self._changes[community_id] -= changes

    async def _aim(self, community_id: int, config: SafetyConfig, known: Known) -> float | None:
        """The shift for about so many alerts a week; None until there is a week of scores."""
        since = known.at - AIMED_OVER_DAYS * DAY_MS
        first = await self._scores.first_day(community_id, since)
        days = (known.at - max(first, since)) / DAY_MS if first is not None else 0.0
        if config.alerts_a_week is None or days < LEAST_DAYS:
            return None
        rows = await self._scores.scores_since(community_id, since)
        usual, rough = (
            limits(self._shown(community_id, config), 0.0, _learnt(config, known), rough=rough)
            for rough in (False, True)
        )

        await self._look_up(known, (row.channel_id for row in rows))

        def far(row: Kept) -> float:
            return margin(row.scores, rough if _rough(known, row.channel_id) else usual)

        # weeks of scores of a large community take a moment: not in the loop
        return await asyncio.to_thread(
            aim,
            rows,
            far,
            a_week=config.alerts_a_week,
            days=days,
            gather_ms=config.gather_minutes * MINUTE_MS,
        )

    def _shown(self, community_id: int, config: SafetyConfig) -> dict[str, float]:
        """The bases of labels that moderators are shown."""
        bases = self._bases.of(community_id)
        return {
            label: base
            for label, base in bases.items()
            if mode_of(config, label) in ("suggest", "act")
        }

    # ---- judging

    def limits(
        self, community_id: int, *, rough: bool = False, strictness: Strictness | None = None
    ) -> dict[str, float]:
        """From which score on each label is flagged; or would be, if it were that strict."""
        config = self._configs.of(SafetyConfig, community_id)
        known = self._known.get(community_id, Known())
        shift = _shift(config, known) if strictness is None else SHIFTS[strictness]
        bases = self._bases.of(community_id)
        return limits(bases, shift, _learnt(config, known), rough=rough)

    def verdict(self, community_id: int, channel_id: int, score: Score) -> Verdict:
        """What a score means in this channel; `prepare` comes first, once a message."""
        config = self._configs.of(SafetyConfig, community_id)
        rough = self.rough(community_id, channel_id)
        limits = self.limits(community_id, rough=rough)
        found = over(score.labels, limits)
        modes = {label: mode_of(config, label) for label in found}
        return Verdict(
            flagged=tuple(label for label in found if modes[label] in ("suggest", "act")),
            observed=tuple(label for label in found if modes[label] == "observe"),
            act=tuple(
                label
                for label in found
                if modes[label] == "act" and score.labels[label] >= config.act_from
            ),
            limits={label: limits[label] for label in found},
        )

    def rough(self, community_id: int, channel_id: int) -> bool:
        """Whether friendly swearing is usual in this channel, or in the one that it is a thread
        of."""
        return _rough(self._known.get(community_id, Known()), channel_id)

    def abuse(self, community_id: int, channel_id: int, scores: Mapping[str, float]) -> float:
        """`Seen.abuse`: the highest score of a label that may be flagged or counted here, lowered
        for swearing in a rough channel."""
        config = self._configs.of(SafetyConfig, community_id)
        watched = [b for b in self._bases.of(community_id) if mode_of(config, b) != "off"]
        return abuse(scores, watched, rough=self.rough(community_id, channel_id))

    async def seen_since(self, community_id: int, since: int) -> list[Seen]:
        """Kept messages as the patterns' window takes them after a restart, oldest first."""
        rows = await self._scores.scores_since(community_id, since)
        await self.prepare_all(community_id, (row.channel_id for row in rows))
        return [
            Seen(
                community_id=community_id,
                space_id=row.space_id,
                channel_id=row.channel_id,
                message_id=row.message_id,
                author_id=row.author_id,
                sent_at=row.sent_at,
                targets=() if row.target_id is None else (row.target_id,),
                abuse=self.abuse(community_id, row.channel_id, row.scores),
                labels=row.scores,
                flagged=bool(row.flagged),
            )
            for row in rows
            if row.author_id is not None
        ]

    # ---- learning

    async def settled(self, alert: Alert, outcome: Outcome) -> None:
        """Learn from a decision: to be told of each (`Decisions.listen`).

        What the bot did by itself teaches nothing: it would only agree with itself.
        """
        if outcome in STEPS and alert.settled_by is not None:
            await self._learn(alert, STEPS[outcome])

    async def overturned(self, alert: Alert) -> None:
        """Learn from an appeal that was right; it takes the place of the decision's lesson."""
        await self._learn(alert, OVERTURNED)

    async def taken_back(self, alert: Alert) -> None:
        """A decision was undone: it teaches nothing."""
        if await self._lessons.undo_lessons(alert.community_id, alert_id=alert.id):
            self.changed(alert.community_id)

    async def _learn(self, alert: Alert, step: float) -> None:
        if alert.flagged and self._configs.of(SafetyConfig, alert.community_id).learn:
            await self._lessons.lesson(
                alert.community_id, alert.id, alert.flagged, step, self._clock.now()
            )
            self.changed(alert.community_id)


def _home(channel: Channel, native_id: str) -> tuple[int | None, str]:
    return channel.space.id if channel.space else None, native_id


def _look(known: Known, channel: Channel) -> None:
    thread = channel.parent is not None and _home(channel, channel.parent) in known.homes
    if known.homes:
        known.threads[channel.id] = thread


def _rough(known: Known, channel_id: int) -> bool:
    return known.manners.get(channel_id) == "rough" or known.threads.get(channel_id, False)


def _learnt(config: SafetyConfig, known: Known) -> Mapping[str, Learnt]:
    return known.learnt if config.learn else {}


def _shift(config: SafetyConfig, known: Known) -> float:
    """In logits: of the aim where there is one, else of the strictness."""
    if config.alerts_a_week is None or known.aimed is None:
        return SHIFTS[config.strictness]
    return known.aimed
