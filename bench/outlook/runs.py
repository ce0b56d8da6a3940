"""The runs: churn, forecast and warnings on generated communities; churn and forecast on logs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from cogs.outlook.churn import model, regression, rule
from cogs.outlook.churn.reasons import LIKELY
from cogs.outlook.forecast import theta
from cogs.outlook.warning import judging
from cogs.outlook.warning.series import ALL, History, Watched, judged

from . import communities, logs
from .communities import TODAY

DAYS = 448
AFTER = 28
Row = dict[str, float | int | None]


# ---- churn


def churn(seeds: Sequence[int], members: int) -> Row:
    """Predicted on one day, judged by the 28 days after: AUC and Brier score of the method in use
    and of the rule; whether intervals of the share held; how many of those who would be listed fell
    silent; how many planted churners would be listed, who went for good 14 to 28 days before after
    writing on 6 days or more."""
    said, thumb, truth, held, learnt, gone = [], [], [], [], 0, []
    for seed in seeds:
        people = communities.people(np.random.default_rng(seed), members, DAYS + AFTER)
        churn = model.predict(people.histories(model.WEEKS, DAYS), TODAY - AFTER)
        rows = churn.members - 1
        silent = ~(people.messages[rows, DAYS:] > 0).any(axis=1)
        low, high = churn.interval or (0.0, 1.0)
        held.append(low <= silent.mean() <= high)
        learnt += churn.method == "model"
        said.append(churn.probabilities)
        thumb.append(rule.probabilities(churn.facts))
        truth.append(silent)
        left = people.left[rows]
        planted = (left <= DAYS - 14) & (left > DAYS - AFTER) & (churn.facts.days >= 6)
        gone += list(churn.probabilities[planted])
    p, q, y = np.concatenate(said), np.concatenate(thumb), np.concatenate(truth)
    return {
        "members": members,
        "auc": regression.auc(p, y),
        "auc_rule": regression.auc(q, y),
        "brier": regression.brier(p, y),
        "brier_rule": regression.brier(q, y),
        "interval_held": fmean(held),
        "model_used": learnt / len(seeds),
        "listed": int((p >= LIKELY).sum()),
        "listed_silent": float(y[p >= LIKELY].mean()),
        "planted": len(gone),
        "planted_listed": fmean(x >= LIKELY for x in gone) if gone else None,
    }


# ---- forecast


@dataclass(frozen=True, slots=True)
class Shape:
    """How a generated community behaves over the weeks."""

    name: str
    mean: float
    spread: float
    memory: float
    growth: float


SHAPES = (
    Shape("steady", 60, 0.15, 0.5, 0.0),
    Shape("quiet", 3, 0.2, 0.5, 0.0),
    Shape("growing", 100, 0.15, 0.7, 0.003),
    Shape("wandering", 100, 0.3, 0.97, 0.0),
)


def forecasts(seeds: Sequence[int], shape: Shape) -> Row:
    """Messages of the next 28 days, foretold on one day and counted after."""
    ours, naive, held, tested = [], [], [], []
    for seed in seeds:
        y = communities.counts(
            np.random.default_rng(seed), 364 + AFTER, shape.mean,
            spread=shape.spread, memory=shape.memory, growth=shape.growth,
        ).astype(float)  # fmt: skip
        found = theta.forecast(y[:-AFTER], "flow")
        assert found is not None
        weeks = theta.weekly(y, "flow")[-theta.AHEAD :]
        ours += [abs(one.value - week) for one, week in zip(found.ahead, weeks, strict=True)]
        naive += [abs(found.last - week) for week in weeks]
        held.append(found.total.low <= weeks.sum() <= found.total.high)
        tested.append(found.ratio)
    return {
        "ratio": fmean(ours) / fmean(naive),
        "ratio_backtest": fmean(tested),
        "interval_held": fmean(held),
    }


# ---- warnings

NAMES: tuple[tuple[str, float, float], ...] = (
    ("messages", 1.0, 0.15),
    ("leaves", 0.01, 0.1),
    ("flags", 0.01, 0.2),
    ("unanswered", 0.02, 0.2),
)
NEGATIVE = 0.1


def histories(seed: int, size: float, days: int) -> list[History]:
    """Everything that is watched in a stationary community with so many messages a day."""
    rng = np.random.default_rng(seed)
    watched = {one.name: one for one in ALL}
    found = [
        History(watched[name], TODAY, communities.counts(
            rng, days, size * share, spread=spread).astype(float))  # type: ignore[index]
        for name, share, spread in NAMES
    ]  # fmt: skip
    messages = found[0].values
    unhappy = rng.binomial(messages.astype(int), NEGATIVE).astype(float)
    return [*found, History(watched["negative"], TODAY, unhappy, messages)]


def until(history: History, day: int) -> History:
    """As it was known when that day ended."""
    of = history.of[: day + 1] if history.of is not None else None
    back = len(history.values) - 1 - day
    return History(history.series, history.day - back, history.values[: day + 1], of)


def false_alarms(
    seeds: Sequence[int], size: float, rate: float, days: int = 365, learnt: int = 84
) -> float:
    """Messages to moderators a month, of all series together, after so many days of learning."""
    told = 0
    for seed in seeds:
        whole = histories(seed, size, learnt + days)
        last: dict[tuple[Watched, str], int] = {}
        for day in range(learnt, learnt + days):
            seen = [_whole_day(until(history, day)) for history in whole]
            for alarm in judged(seen, rate):
                key = alarm.series, alarm.side
                told += alarm.day - last.get(key, -99) > 3
                last[key] = alarm.day
    return told / (len(seeds) * days / judging.DAYS_A_MONTH)


def _whole_day(history: History) -> History:
    """With an empty day after it, so that the last day counts as over."""
    of = np.append(history.of, 0.0) if history.of is not None else None
    return History(history.series, history.day + 1, np.append(history.values, 0.0), of)


HOURS = np.array([1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 9, 9, 8, 6, 4, 2], float)


def spikes(seeds: Sequence[int], size: float, factor: float, rate: float) -> tuple[float, float]:
    """Over three hours of a day so many more messages come that the day has `factor` times its
    mean: the share that was told, and the mean delay in hours from the first of these hours."""
    delays: list[float] = []
    for seed in seeds:
        rng = np.random.default_rng(10_000 + seed)
        whole = histories(seed, size, 120)
        begins = int(rng.integers(0, 22))
        usual = rng.multinomial(int(whole[0].values[-1]), HOURS / HOURS.sum())
        more = rng.multinomial(int((factor - 1) * size), [1 / 3] * 3)
        hours = usual + np.concatenate([np.zeros(begins), more, np.zeros(21 - begins)])
        for hour in range(begins, 24):
            so_far = whole[0].values.copy()
            so_far[-1] = hours[: hour + 1].sum()
            seen = [History(whole[0].series, TODAY, so_far), *whole[1:]]
            if any(a.series.name == "messages" and a.side == "up" and a.day == TODAY
                   for a in judged(seen, rate)):  # fmt: skip
                delays.append(hour + 1 - begins)
                break
    return len(delays) / len(seeds), fmean(delays) if delays else math.nan


def drops(seeds: Sequence[int], size: float, left: float, rate: float) -> tuple[float, float]:
    """From a day on only `left` of the messages come, for a week: the share that was told, and the
    mean delay in days from the beginning of the first one."""
    delays: list[float] = []
    for seed in seeds:
        rng = np.random.default_rng(20_000 + seed)
        whole = histories(seed, size, 127)
        values = whole[0].values
        values[-7:] = rng.binomial(values[-7:].astype(int), left)
        for day in range(120, 127):
            seen = [_whole_day(until(history, day)) for history in whole]
            if any(a.series.name == "messages" and a.side == "down" for a in judged(seen, rate)):
                delays.append(day - 119)
                break
    return len(delays) / len(seeds), fmean(delays) if delays else math.nan


# ---- logs


def on_logs(folder: Path) -> dict[str, Row]:
    """Churn and forecast on every file of chat logs in a folder, by file. Figures are means over
    its stretches, by cases; both methods' on those stretches where a model could be tested."""
    rows: dict[str, Row] = {}
    for path in sorted(folder.glob("*.jsonl.gz")):
        found = [_on_stretch(stretch) for stretch in logs.stretches(path)]
        if found:
            both = [one for one in found if one["brier_model"] is not None]
            rows[path.name.partition(".")[0]] = {
                "stretches": len(found),
                "hours_each": _mean(found, "hours"),
                "cases": sum(int(one["cases"] or 0) for one in found),
                "fell_silent": _mean(found, "silent"),
                "auc_rule": _mean(found, "auc_rule"),
                "brier_rule": _mean(found, "brier_rule"),
                "both_tested": len(both),
                "both_auc_rule": _mean(both, "auc_rule"),
                "both_auc_model": _mean(both, "auc_model"),
                "both_brier_rule": _mean(both, "brier_rule"),
                "both_brier_model": _mean(both, "brier_model"),
                "forecast_ratio": _mean(found, "forecast_ratio"),
                "interval_held": _mean(found, "coverage"),
            }
    return rows


def _mean(rows: list[Row], key: str) -> float | None:
    known = [(float(v), float(row["cases"] or 0)) for row in rows if (v := row[key]) is not None]
    total = sum(n for _, n in known)
    return sum(v * n for v, n in known) / total if total else None


def _on_stretch(stretch: logs.Stretch) -> Row:
    churn = model.predict(stretch.people.histories(model.WEEKS), TODAY)
    known = churn.test
    daily = stretch.people.messages.sum(axis=0).astype(float)
    said = theta.forecast(daily, "flow")
    assert said is not None
    return {
        "cases": known.n,
        "hours": stretch.day_s * logs.DAYS / 3600,
        "silent": known.silent,
        "auc_rule": known.rule.auc,
        "brier_rule": known.rule.brier,
        "auc_model": known.model.auc if known.model else None,
        "brier_model": known.model.brier if known.model else None,
        "forecast_ratio": said.ratio,
        "coverage": said.coverage,
    }
