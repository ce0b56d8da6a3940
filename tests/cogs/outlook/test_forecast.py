"""Forecasts: better than "as last week" where they say so, honest intervals, nothing invented."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bench.outlook import communities
from bench.outlook.communities import TODAY
from cogs.outlook.forecast import theta
from cogs.outlook.forecast.source import outlook
from cogs.outlook.forecast.wording import charts, figures, sentences

AHEAD = 28


def test_steady_weeks_are_foretold_better_than_as_last_week() -> None:
    ours, naive, held = 0.0, 0.0, []
    for seed in range(40):
        y = communities.counts(np.random.default_rng(seed), 364 + AHEAD, 60).astype(float)
        found = theta.forecast(y[:-AHEAD], "flow")
        assert found is not None
        assert found.method == "theta"
        weeks = theta.weekly(y, "flow")[-4:]
        said = np.array([one.value for one in found.ahead])
        ours += np.abs(said - weeks).sum()
        naive += np.abs(found.last - weeks).sum()
        held.append(found.total.low <= weeks.sum() <= found.total.high)
    assert ours < 0.9 * naive
    assert 0.65 <= np.mean(held) <= 0.98


def test_members_that_grow_go_on_growing_and_less_so_in_time() -> None:
    rng = np.random.default_rng(0)
    found = theta.forecast(100 + np.cumsum(rng.poisson(2, 200)).astype(float), "stock")
    assert found is not None
    assert found.method == "theta"
    assert found.ratio < 0.5
    steps = np.diff([found.last, *(one.value for one in found.ahead)])
    assert (np.diff(steps[1:]) < 0).all()
    assert found.total == found.ahead[-1]


def test_what_is_not_better_is_not_shown() -> None:
    # up and down by turns: the mean of the past is no help where all repeats after two weeks
    rng = np.random.default_rng(2)
    walk = np.repeat(500 * np.exp(np.cumsum(rng.normal(0, 0.3, 40))), 7)
    found = theta.forecast(walk, "flow")
    assert found is not None
    assert found.ratio >= 1
    assert found.method == "naive"
    assert [one.value for one in found.ahead] == pytest.approx([found.last] * 4)


@settings(max_examples=30, deadline=None)
@given(y=arrays.arrays(np.int64, 150, elements=st.integers(0, 10**6)))
def test_any_history_gives_a_number_within_its_interval(y: np.ndarray) -> None:
    for kind in ("flow", "stock"):
        found = theta.forecast(y.astype(float), kind)
        assert found is not None
        for one in (*found.ahead, found.total):
            assert 0 <= one.low <= one.value <= one.high
            assert np.isfinite(one.high)


def test_intervals_are_tested_with_errors_known_at_the_time_only() -> None:
    errors = np.full((20, 5), np.nan)
    errors[:, 0] = [1.0] * 10 + [100.0] + [1.0] * 9
    inside, of = theta._coverage(errors)
    assert (inside, of) == (14, 15)


def test_the_first_days_without_anything_do_not_count() -> None:
    messages = np.concatenate([np.zeros(300, np.int64), np.full(90, 5, np.int64)])
    joins = np.concatenate([np.zeros(300, np.int64), [10], np.zeros(89, np.int64)]).astype(np.int64)
    days = communities.days_of(messages, joins, np.zeros_like(joins), 0)
    found = outlook(days, TODAY)
    assert found.weeks == 12
    assert found.messages is None
    assert "12 so far" in str(sentences(found)[0])
    assert [figure.value for figure in figures(found)] == [None, None]
    assert charts(found, "UTC") == []


def test_the_picture_has_a_band_where_it_is_a_forecast() -> None:
    rng = np.random.default_rng(5)
    messages = communities.counts(rng, 380, 40)
    still = np.zeros(380, np.int64)
    found = outlook(communities.days_of(messages, still, still, 50), TODAY)
    assert found.messages is not None
    (chart,) = charts(found, "Europe/Berlin")
    assert len(chart.labels) == len(chart.series[0].values) == len(chart.bands) == 16
    assert [band is None for band in chart.bands] == [True] * 12 + [False] * 4
    number, members = figures(found)
    assert number.low is not None
    assert number.low < number.value < number.high  # type: ignore[operator]
    assert (members.value, members.low, members.high) == (50, 50, 50)
    # a running day is not taken for a whole one
    running = [*communities.days_of(messages, still, still, 50)]
    assert outlook([*running, replace(running[-1], day=TODAY, messages=0)], TODAY) == found
