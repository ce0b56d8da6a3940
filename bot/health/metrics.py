"""The bot's figures as Prometheus reads them. Labels are names of platforms, never of people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST as TEXT
from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.api.services.health import Condition

__all__ = ["TEXT", "exposition"]


def exposition(condition: Condition, lag_s: float) -> bytes:
    """The answer to /metrics."""
    registry = CollectorRegistry()
    registry.register(_Figures(condition, lag_s))
    ProcessCollector(registry=registry)  # memory, processor time, open files; on Linux
    return generate_latest(registry)


class _Figures(Collector):
    """One scrape's figures."""

    def __init__(self, condition: Condition, lag_s: float) -> None:
        self._now = condition
        self._lag_s = lag_s

    def collect(self) -> Iterable[Metric]:
        """All of them."""
        yield from self._sums()
        yield from self._levels()
        yield from self._links()

    def _sums(self) -> Iterator[Metric]:
        now = self._now
        for name, about, value in (
            ("events", "Events that came in.", now.taken),
            ("incidents", "Faults of ours, each with a number in the log.", now.incidents),
            ("unscored_messages", "Messages not scored because too much waited.", now.unscored),
            ("slowed", "Times that somebody who asked for too much was told to wait.", now.slowed),
            ("unscored_edits", "Edits not scored again for that reason.", now.unscored_edits),
        ):
            yield CounterMetricFamily(f"townhall_{name}", about, value=value)

    def _levels(self) -> Iterator[Metric]:
        now = self._now
        for name, about, value in (
            ("handlers_waiting", "Handlers of events under way or waiting.", now.handlers),
            ("handlers_limit", "From so many on, events wait.", now.handlers_limit),
            ("scores_waiting", "Texts that the toxicity model has not scored yet.", now.scores),
            ("model_available", "1 when there is a toxicity model.", now.model),
            (
                "scored_in",
                "0: everything is scored, 1: no edits, n: one message in n.",
                now.scored_in,
            ),
            ("posts_waiting", "Posts in the outbox.", now.posts),
            ("posts_oldest_seconds", "How long the oldest has waited.", now.oldest_post_s or 0),
            ("posts_failed", "Posts that could not be sent, as far as kept.", now.failed_posts),
            ("posts_unclear", "Posts that may have arrived.", now.unclear_posts),
            ("tasks_overdue", "Tasks late by more than a minute.", now.overdue),
            ("loop_lag_seconds", "How late the event loop is.", self._lag_s),
        ):
            yield GaugeMetricFamily(f"townhall_{name}", about, value=float(value))

    def _links(self) -> Iterator[Metric]:
        label = ["platform"]
        up = GaugeMetricFamily("townhall_connected", "1 while events flow.", labels=label)
        took = GaugeMetricFamily(
            "townhall_latency_seconds", "Of the gateway's last heartbeat.", labels=label
        )
        waiting = GaugeMetricFamily(
            "townhall_events_waiting", "Events not taken in yet.", labels=label
        )
        for name, link in self._now.links.items():
            up.add_metric([name], float(link.connected))
            waiting.add_metric([name], link.waiting)
            if link.latency_s is not None:
                took.add_metric([name], link.latency_s)
        yield from (up, took, waiting)
