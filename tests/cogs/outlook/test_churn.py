"""Who may fall silent: planted churners are found, nothing is learnt from the future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bench.outlook import communities
from bench.outlook.communities import TODAY, WEEK, People
from bot.api.services.measures import Histories
from cogs.outlook.churn import model, regression, rule
from cogs.outlook.churn.features import HORIZON, LOOKBACK, facts_at, silent_after
from cogs.outlook.churn.reasons import listed, reasons

DAYS = 448


def one(days: set[int], *, answered: set[int] = frozenset(), joined: int = 0) -> Histories:  # type: ignore[assignment]
    """A single member who wrote once on each of these days (counted back from yesterday, 0)."""
    shape = (1, DAYS)
    messages, got = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for day in days:
        messages[0, DAYS - 1 - day] = 1
    for day in answered:
        got[0, DAYS - 1 - day] = 1
    people = People(messages, np.zeros(shape, np.int64), got, np.array([joined]), np.array([DAYS]))
    return people.histories(model.WEEKS)


def told(histories: Histories, silent: int) -> list[tuple[str, int, int]]:
    facts = facts_at(histories, TODAY, model.WEEKS)
    found = reasons(facts, 0, np.zeros(facts.matrix().shape[1]), silent)
    return [(reason.kind, reason.a, reason.b) for reason in found]


def test_a_weekly_writer_who_fell_silent() -> None:
    weekly = one(set(range(16, 80, 7)), answered={16})
    assert told(weekly, 16)[0] == ("silence", 7, 16)
    assert rule.probabilities(facts_at(weekly, TODAY, model.WEEKS)) == pytest.approx([0.3])
    assert told(one(set(range(2, 80, 7)), answered={2}), 2)[0][0] != "silence"


def test_a_newcomer_whom_nobody_answered() -> None:
    newcomer = one({3}, joined=DAYS - 4)
    assert [kind for kind, *_ in told(newcomer, 3)] == ["new", "once"]
    assert told(one({3}, answered={2}, joined=DAYS - 4), 3)[0][0] != "new"


def test_messages_without_an_answer() -> None:
    assert ("ignored", 3, 0) in told(one({1, 8, 15, 22, 29}, answered={22, 29}), 1)


def test_planted_churners_are_found_and_the_share_is_right() -> None:
    people = communities.people(np.random.default_rng(3), 500, DAYS + 28)
    churn = model.predict(people.histories(model.WEEKS, DAYS), TODAY - 28)
    rows = churn.members - 1
    silent = ~(people.messages[rows, DAYS:] > 0).any(axis=1)
    area = regression.auc(churn.probabilities, silent)
    assert area is not None
    assert area > 0.82
    assert churn.method == "model"
    assert churn.interval is not None
    assert churn.interval[0] <= silent.mean() <= churn.interval[1]
    # said 20 to 40% means that: each bin within five standard errors
    for part in churn.test.bins:
        assert abs(part.said - part.seen) < 5 * np.sqrt(0.25 / part.n) + 0.02
    risks = listed(churn, {int(member): 14 for member in churn.members})
    assert len(risks) == 10
    assert all(1 <= len(risk.reasons) <= 2 for risk in risks)
    assert silent[np.isin(churn.members, [risk.member for risk in risks])].mean() > 0.5


def test_with_little_history_the_rule_is_used_and_said() -> None:
    people = communities.people(np.random.default_rng(0), 12, DAYS)
    churn = model.predict(people.histories(model.WEEKS), TODAY)
    assert (churn.method, churn.why, churn.test.model) == ("rule", "little", None)
    assert churn.test.n > 0
    nobody = model.predict(people.histories(model.WEEKS, WEEK * model.WEEKS), TODAY + 7000)
    assert nobody.test.n > 0
    empty = Histories(*(getattr(people.histories(model.WEEKS), n)[:0] for n in Histories.__slots__))
    assert model.predict(empty, TODAY).share is None


def test_a_model_that_is_not_better_is_not_used() -> None:
    people = communities.people(np.random.default_rng(1), 60, DAYS)
    churn = model.predict(people.histories(model.WEEKS), TODAY)
    assert (churn.method, churn.why) == ("rule", "worse")
    assert churn.test.model is not None
    assert churn.test.model.brier > churn.test.rule.brier
    assert churn.probabilities == pytest.approx(rule.probabilities(churn.facts))
    assert not churn.reasons.any()


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(LOOKBACK, model.WEEKS - HORIZON), seed=st.integers(0, 5))
def test_facts_know_nothing_of_what_comes_after(cut: int, seed: int) -> None:
    histories = communities.people(np.random.default_rng(seed), 30, DAYS).histories(model.WEEKS)
    changed = replace(histories, **{
        name: np.where(np.arange(model.WEEKS) >= cut, 99, getattr(histories, name)).astype(np.int32)
        for name in ("messages", "replies", "answered", "days")
    })  # fmt: skip
    before, after = facts_at(histories, TODAY, cut), facts_at(changed, TODAY, cut)
    assert np.array_equal(before.matrix(), after.matrix())
    assert not silent_after(changed, after.rows, cut).any()


def test_the_test_learns_only_from_weeks_that_were_over() -> None:
    histories = communities.people(np.random.default_rng(2), 200, DAYS).histories(model.WEEKS)
    last = model.WEEKS - HORIZON
    changed = histories.messages.copy()
    changed[:, last:] = 0  # in the outcome of the last origin everybody falls silent
    cuts = {c: model._cut(histories, TODAY, c) for c in range(last, LOOKBACK, -model.STEP)}
    other = replace(histories, messages=changed)
    others = {c: model._cut(other, TODAY, c) for c in range(last, LOOKBACK, -model.STEP)}
    assert others[last].y.all()
    one, two = model._trained(cuts, last), model._trained(others, last)
    assert np.array_equal(one.weights, two.weights)


@settings(max_examples=50, deadline=None)
@given(
    p=arrays.arrays(np.float64, 12, elements=st.sampled_from([0.1, 0.2, 0.5, 0.9])),
    y=arrays.arrays(np.bool_, 12),
)
def test_auc_counts_pairs(p: np.ndarray, y: np.ndarray) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in p[y] for b in p[~y]]
    assert regression.auc(p, y) == (pytest.approx(np.mean(pairs)) if pairs else None)


def test_the_fit_is_where_the_gradient_is_nothing() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 3)) * [1, 50, 0.01]
    y = rng.random(400) < regression.sigmoid(x @ [1.0, 0.02, 0.0])
    found = regression.fit(x, y)
    z, off = (x - found.mean) / found.scale, y - found.probabilities(x)
    assert z.T @ off == pytest.approx(regression.PENALTY * found.weights, abs=1e-5)
    assert off.sum() == pytest.approx(0, abs=1e-5)
    # separated by one feature: the penalty keeps it finite
    apart = regression.fit(x[:, :1], x[:, 0] > 0)
    assert 1 < apart.weights[0] < 20
    with pytest.raises(ValueError, match="same"):
        regression.fit(x, np.ones(400, bool))
