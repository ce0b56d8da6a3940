"""What turns evidence into a probability, and the figures about it, on data with a known answer."""

from __future__ import annotations

import numpy as np

from training.matching.fitting import Outcome, fitted, probabilities
from training.matching.shelves import Table


def table(rows: np.ndarray, right: np.ndarray, question: np.ndarray, kind: list[str]) -> Table:
    asked = len(kind)
    numbers = np.zeros(asked, np.intp)
    return Table(
        rows, right, question, numbers, np.full(asked, "x", object), numbers, numbers,
        np.array(kind, object),
    )  # fmt: skip


def test_the_odds_that_made_the_data_are_found_again() -> None:
    rng = np.random.default_rng(0)
    rows = np.stack([np.ones(20_000), rng.normal(size=20_000)], 1)
    right = rng.random(20_000) < probabilities(rows, np.array([-1.0, 2.0]))
    found = fitted(table(rows, right, np.arange(20_000), ["in"] * 20_000))
    assert np.abs(found - [-1.0, 2.0]).max() < 0.1


def test_shares_are_those_of_the_likeliest_entry_of_each_question() -> None:
    # question: 0 right and sure, 1 wrong and sure, 2 right and unsure, 3 and 4 out of scope
    question = np.array([0, 0, 1, 1, 2, 3, 4])
    logits = np.array([2.0, 1.0, 1.5, 3.0, -1.0, 0.5, -2.0])
    right = np.array([True, False, True, False, True, False, False])
    outcome = Outcome.of(
        table(logits[:, None], right, question, ["in", "in", "in", "out", "out"]), np.ones(1)
    )
    assert outcome.right.tolist() == [True, False, True, False, False]
    assert outcome.share("in", 0.5, right=True) == outcome.share("in", 0.5, right=False) == 1 / 3
    assert outcome.share("out", 0.5) == 0.5 and np.isnan(outcome.share("near", 0.5))
    assert outcome.right_at(0.0) == 1 / 3
    assert np.isclose(outcome.area(), 5 / 6)


def test_a_sure_and_wrong_score_is_badly_calibrated() -> None:
    rows = np.full((10, 1), 9.0)
    sure = Outcome.of(table(rows, np.zeros(10, bool), np.arange(10), ["out"] * 10), np.ones(1))
    fine = Outcome.of(table(rows, np.ones(10, bool), np.arange(10), ["in"] * 10), np.ones(1))
    assert sure.calibration_error() > 0.99 and fine.calibration_error() < 0.01


def test_only_some_questions_keep_their_candidates() -> None:
    all_ = table(np.arange(4.0)[:, None], np.ones(4, bool), np.array([0, 1, 1, 2]), ["a", "b", "c"])
    some = all_.only(np.array([False, True, True]))
    assert some.rows[:, 0].tolist() == [1, 2, 3] and some.question.tolist() == [0, 0, 1]
    assert some.kind.tolist() == ["b", "c"]
