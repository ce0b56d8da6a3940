"""The sections of insights, each from its measures, pinned on the board of reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from bot.api.boards.audience import Audiences
from bot.api.boards.figures import Figures
from bot.api.boards.reports import Period, Reports, Section
from bot.api.calendar import local_date, midnight
from bot.api.model import Community
from bot.api.services import Activity, Configs, Directory, Measures
from bot.api.text import T

from .config import InsightsConfig
from .subjects import coming, talking

CHART_DAYS = 28
RECENT_WEEKS = 8
PART = 500
NAMES: tuple[str, ...] = (
    "insights.growth",
    "insights.activation",
    "insights.retention",
    "insights.activity",
    "insights.responses",
    "insights.participation",
)


class Sections:
    """Asks for numbers and hands them to the subject that knows what they mean."""

    def __init__(
        self,
        measures: Measures,
        activity: Activity,
        figures: Figures,
        audiences: Audiences,
        directory: Directory,
        configs: Configs,
    ) -> None:
        self._measures = measures
        self._activity = activity
        self._figures = figures
        self._audiences = audiences
        self._directory = directory
        self._configs = configs

    def offer(self, reports: Reports) -> None:
        """Pin them all."""
        growth, activation, retention, activity, responses, participation = NAMES
        reports.offer(growth, T("Growth"), self.growth, order=10)
        reports.offer(activation, T("Newcomers who begin"), self.activation, order=12)
        reports.offer(retention, T("Newcomers who stay"), self.retention, order=14)
        reports.offer(activity, T("Activity"), self.activity, order=16)
        reports.offer(responses, T("Answers"), self.responses, order=18)
        reports.offer(participation, T("Participation"), self.participation, order=20)

    async def growth(self, community: Community, period: Period) -> Section:
        """Joins, leaves, members, and where newcomers come from."""
        measure = self._measures.growth
        now = await measure(community.id, period.start, period.end)
        before = await measure(community.id, period.before, period.start)
        first, last = _charted(community, period)
        days = await self._measures.days(community.id, first, last)
        sources = await self._sources(community.id, period)
        return coming.growth(now, before, days, sources, community.timezone)

    async def _sources(self, community_id: int, period: Period) -> Mapping[str, int]:
        """Newcomers by campaign, and ("") those whom friends brought, as far as codes tell."""
        found: Counter[str] = Counter()
        brought = await self._figures.measure(
            "referrals.brought", community_id, period.start, period.end
        )
        if brought:
            found[""] = brought
        for trait in self._audiences.traits(community_id):
            if trait.name != "campaign":
                continue
            known = await trait.values(community_id)
            out = await self._measures.left_out(community_id)
            counted = sorted(one for one in known if one not in out)
            for start in range(0, len(counted), PART):
                people = await self._directory.members(counted[start : start + PART])
                for member in people.values():
                    if member.joined_at and period.start <= member.joined_at < period.end:
                        labels = known[member.id]
                        found.update(labels if isinstance(labels, frozenset) else [str(labels)])
        return found

    async def activation(self, community: Community, period: Period) -> Section:
        """First messages and first answers."""
        days = self._config(community).activation_days

        measure = self._measures.activation
        now = await measure(
            community.id, period.start, period.end, within_days=days, now=period.end
        )
        before = await measure(
            community.id, period.before, period.start, within_days=days, now=period.end
        )
        return coming.activation(now, before, days)

    async def retention(self, community: Community, period: Period) -> Section:
        """Cohorts, as they stood when the period ended."""
        config, zone = self._config(community), community.timezone
        measure = self._measures.retention
        end = _day(period.end, zone)
        count = max(RECENT_WEEKS, config.cohorts)
        weeks = await measure(community.id, "week", count, end)
        before = await measure(community.id, "week", RECENT_WEEKS, _day(period.start, zone))
        shown = weeks[-config.cohorts :]
        if config.cohort == "month":
            shown = await measure(community.id, "month", config.cohorts, end)
        return coming.retention(weeks, before, shown, config.cohort, zone)

    async def activity(self, community: Community, period: Period) -> Section:
        """Daily, weekly and monthly active members; when most is written."""
        zone = community.timezone
        now = await self._measures.active(community.id, _day(period.end, zone))
        before = await self._measures.active(community.id, _day(period.start, zone))
        days = await self._measures.days(community.id, *_charted(community, period))
        hours = await self._activity.per_hour(community.id, period.start, period.end)
        running = midnight(local_date(period.end, zone), zone) != period.end
        return talking.activity(now, before, days, hours, zone, running=running)

    async def responses(self, community: Community, period: Period) -> Section:
        """Answers and how long they took."""
        now = await self._measures.responses(community.id, period.start, period.end)
        before = await self._measures.responses(community.id, period.before, period.start)
        return talking.responses(now, before)

    async def participation(self, community: Community, period: Period) -> Section:
        """How evenly people take part."""
        now = await self._measures.spread(community.id, period.start, period.end)
        before = await self._measures.spread(community.id, period.before, period.start)
        return talking.participation(now, before)

    def _config(self, community: Community) -> InsightsConfig:
        return self._configs.of(InsightsConfig, community.id)


def _day(at: int, zone: str) -> int:
    return local_date(at, zone).toordinal()


def _charted(community: Community, period: Period) -> tuple[int, int]:
    """First and last local day of the charts: the period's, and at least four weeks."""
    last = _day(period.end - 1, community.timezone)
    first = min(_day(period.start, community.timezone), last - CHART_DAYS + 1)
    return max(first, date.min.toordinal()), last
