"""Early warning: as rare as the owner says, and planted spikes and drops are found."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.outlook import communities, runs
from bench.outlook.communities import TODAY
from cogs.outlook.warning import counts, judging
from cogs.outlook.warning.series import WATCHED, History, began, judged
from cogs.outlook.warning.watching import _bounds


def negative_binomial(k: int, mean: float, dispersion: float) -> float:
    if dispersion == 0:
        return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
    size = 1 / dispersion
    logs = math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
    return math.exp(
        logs + size * math.log(size / (size + mean)) + k * math.log(mean / (size + mean))
    )


@settings(max_examples=60, deadline=None)
@given(
    count=st.integers(0, 60),
    mean=st.floats(0.02, 30),
    dispersion=st.sampled_from([0.0, 0.01, 0.2, 1.5]),
)
def test_tails_are_sums_of_the_probabilities(count: int, mean: float, dispersion: float) -> None:
    each = [negative_binomial(k, mean, dispersion) for k in range(count + 400)]
    assert counts.at_most(count, mean, dispersion) == pytest.approx(sum(each[: count + 1]))
    # what the terms beyond 400 more would add is next to nothing
    assert counts.at_least(count, mean, dispersion) == pytest.approx(sum(each[count:]), abs=1e-4)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 0.1), (12.0, 0.3), (900.0, 0.02)])
def test_bands_leave_out_what_is_rarer(mean: float, dispersion: float) -> None:
    for chance in (0.1, 0.001):
        low = counts.lowest(chance, mean, dispersion)
        high = counts.highest(chance, mean, dispersion)
        assert counts.at_least(high + 1, mean, dispersion) < chance
        assert counts.at_least(high, mean, dispersion) >= chance
        assert low == 0 or counts.at_most(low - 1, mean, dispersion) < chance
        assert low <= mean <= high + 1


def test_large_counts_meet_the_exact_ones() -> None:
    near, far = counts.LARGE * 0.999, counts.LARGE * 1.001
    for z in (0.8, 1.0, 1.3):
        exact = counts.at_least(z * near, near, 0.01)
        assert counts.at_least(z * far, far, 0.01) == pytest.approx(exact, rel=0.05)


def test_weekdays_are_learnt_and_a_spike_does_not_make_the_next_one_usual() -> None:
    week = np.array([10, 20, 30, 40, 50, 60, 70], float)
    values = np.tile(week, 12)
    day = judging.expected(values, 0)
    assert day is not None
    assert day.mean == pytest.approx(10, rel=0.25)
    spiked = values.copy()
    spiked[-3] *= 20
    after = judging.expected(spiked, 0)
    assert after is not None
    assert after.mean < 1.3 * day.mean
    assert judging.expected(values[:20], 0) is None


def test_a_new_level_becomes_usual() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.poisson(20, 60), rng.poisson(60, 60)]).astype(float)
    day = judging.expected(values, len(values) % 7)
    assert day is not None
    assert 45 < day.mean < 70


def test_false_alarms_keep_to_the_rate_and_planted_events_are_told() -> None:
    assert runs.false_alarms(range(1), 100, 1.0, 180) <= 1.0
    assert runs.false_alarms(range(1), 100, 1.0, 60, 24) <= 1.0
    told, hours = runs.spikes(range(2), 100, 3.0, 1.0)
    assert told == 1.0
    assert hours <= 4
    told, days = runs.drops(range(2), 100, 0.3, 1.0)
    assert told == 1.0
    assert days <= 2


def test_the_rate_decides() -> None:
    values = np.append(np.random.default_rng(4).poisson(30, 90), [30, 50]).astype(float)
    spike = [History(WATCHED["messages"], TODAY, values)]
    assert [a.side for a in judged(spike, 10.0)] == ["up"]
    assert judged(spike, 0.001) == []


def test_what_is_rare_needs_more_than_one_and_is_learnt_first() -> None:
    leaves = np.zeros(90)
    leaves[[20, 50]] = 1
    leaves[-1] = 2
    assert judged([History(WATCHED["leaves"], TODAY, leaves)], 1.0) == []
    leaves[-1] = 6
    (alarm,) = judged([History(WATCHED["leaves"], TODAY, leaves)], 1.0)
    assert (alarm.day, alarm.count, alarm.side) == (TODAY, 6, "up")
    fresh = np.append(np.zeros(80), np.full(10, 9.0))
    assert len(began(History(WATCHED["flags"], TODAY, fresh)).values) == 10
    assert judged([History(WATCHED["flags"], TODAY, fresh)], 30.0) == []


def test_a_share_is_judged_when_the_day_is_over_and_against_its_whole() -> None:
    rng = np.random.default_rng(6)
    judged_messages = np.full(90, 100.0)
    negative = rng.binomial(100, 0.1, 90).astype(float)
    negative[-1] = 60
    share = History(WATCHED["negative"], TODAY, negative, judged_messages)
    assert judged([share], 1.0) == []  # today is not over
    over = History(
        WATCHED["negative"], TODAY + 1, np.append(negative, 0.0), np.append(judged_messages, 0.0)
    )
    assert [(a.day, a.count) for a in judged([over], 1.0)] == [(TODAY, 60)]
    # three times as many, of three times as many messages: nothing has changed
    busy = negative.copy()
    busy[-1] = 30
    whole = judged_messages.copy()
    whole[-1] = 300
    calm = History(WATCHED["negative"], TODAY + 1, np.append(busy, 0.0), np.append(whole, 0.0))
    assert judged([calm], 1.0) == []


def test_an_empty_sunday_of_a_quiet_place_is_no_drop() -> None:
    quiet = communities.counts(np.random.default_rng(1), 100, 2).astype(float)
    quiet[-2:] = 0
    assert judged([History(WATCHED["messages"], TODAY, quiet)], 5.0) == []


def test_days_are_local_ones_over_both_clock_changes() -> None:
    spring, autumn = date(2026, 3, 29).toordinal(), date(2026, 10, 25).toordinal()
    hours = [(end - start) / 3_600_000 for start, end in (
        _bounds(day, "Europe/Berlin") for day in (spring, autumn, autumn + 1)
    )]  # fmt: skip
    assert hours == [23, 25, 24]
