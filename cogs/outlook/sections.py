"""The outlook as a section of reports, and as an answer."""

from __future__ import annotations

from bot.api.boards.reports import Period, Section
from bot.api.calendar import local_date
from bot.api.model import Community
from bot.api.reply import Reply
from bot.api.services import Clock
from bot.api.text import Percent, T, Text, bold, lines

from .churn import wording as silent
from .churn.source import Predictions
from .forecast import wording as ahead
from .forecast.source import Forecasts
from .store import OutlookStore
from .warning import wording as unusual

UNUSUAL_SHOWN = 5


class Sections:
    """What concerns nobody in particular."""

    def __init__(
        self, predictions: Predictions, forecasts: Forecasts, store: OutlookStore, clock: Clock
    ) -> None:
        self._predictions = predictions
        self._forecasts = forecasts
        self._store = store
        self._clock = clock

    async def section(self, community: Community, period: Period) -> Section:
        """What was to be expected when the period ended, and what was unusual in it."""
        zone = community.timezone
        end = min(period.end, self._clock.now())
        day = local_date(end, zone).toordinal()
        first = local_date(period.start, zone).toordinal()
        forecast = await self._forecasts.on(community, day)
        churn = await self._predictions.on(community, day)
        events = await self._store.events(community.id, first, day)
        told: list[Text] = [
            T(
                "{day}: {head} ({count}).",
                day=unusual.on(one.first_day, zone),
                head=unusual.HEADS[one.series, one.side],
                count=one.count,
            )
            for one in events[:UNUSUAL_SHOWN]
        ]
        return Section(
            figures=[*ahead.figures(forecast), silent.figure(churn)],
            tables=[*ahead.tables(forecast), *silent.calibration(churn)],
            charts=ahead.charts(forecast, zone),
            notes=[*ahead.sentences(forecast), *silent.reliability(churn)[:2], *told],
        )

    async def answer(self, community: Community) -> Reply:
        """The same for a chat, as it stands now."""
        zone = community.timezone
        day = local_date(self._clock.now(), zone).toordinal()
        forecast = await self._forecasts.on(community, day)
        churn = await self._predictions.on(community, day)
        pictures = ahead.charts(forecast, zone)
        return Reply(
            lines(
                bold(T("The next four weeks")),
                *ahead.sentences(forecast),
                "",
                _share(silent.figure(churn).value, churn.interval),
                *silent.reliability(churn)[:2],
            ),
            picture=pictures[0] if pictures else None,
        )


def _share(value: float | None, interval: tuple[float, float] | None) -> Text:
    if value is None or interval is None:
        return T("Too few people write here to say how many will fall silent.")
    low, high = interval
    return T(
        "Of those who wrote in the last 8 weeks, about {share} will write nothing in the next 28 "
        "days ({low} to {high} in 4 of 5 cases).",
        share=Percent(value),
        low=Percent(low),
        high=Percent(high),
    )
