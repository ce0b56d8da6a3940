"""Thresholds as numbers: steps in logits, lessons, manners, days."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.model import Community
from bot.understanding.toxicity import LocalToxicity
from cogs.safety.alerts.model import flags_of, severity
from cogs.safety.detection.seen import SERIOUS_LABELS
from cogs.safety.detection.store import day_of
from cogs.safety.detection.thresholds import (
    MOST_LEARNT,
    Learnt,
    abuse,
    limits,
    logit,
    margin,
    moved,
    over,
    sum_up,
)
from cogs.safety.times import DAY_MS
from tests.support.scripted import START

MODEL = {"toxicity": 0.8, "insult": 0.9, "threat": 0.9, "identity_attack": 0.7}

chances = st.floats(0.001, 0.999)


def test_a_step_is_the_same_number_of_logits_everywhere() -> None:
    assert moved(0.5, 1.0) == pytest.approx(0.731, abs=0.001)
    assert moved(0.95, -1.0) == pytest.approx(0.875, abs=0.001)
    assert logit(moved(0.95, -1.0)) - logit(0.95) == pytest.approx(-1.0)


@pytest.mark.parametrize("chance", [0.0, 0.81, 0.7, 1.0])
def test_what_nothing_moves_stays_exactly_as_it_is(chance: float) -> None:
    assert moved(chance, 0.0) == chance


@given(chances, st.floats(-4, 4))
def test_a_threshold_never_reaches_0_or_1_and_moves_the_right_way(
    chance: float, shift: float
) -> None:
    there = moved(chance, shift)
    assert 0 < there < 1
    assert (there >= chance) == (shift >= 0) or there == pytest.approx(chance)


@pytest.mark.parametrize("always", [0.0, 1.0])
def test_an_owner_may_flag_everything_or_only_certainty(always: float) -> None:
    assert limits({"threat": always}, -1.0, {}) == {"threat": always}
    assert over({"threat": always}, {"threat": always}) == ("threat",)


def test_flagged_labels_come_strongest_first_and_at_the_limit() -> None:
    scores = {"toxicity": 0.8, "insult": 0.95, "threat": 0.1}
    assert over(scores, MODEL) == ("insult", "toxicity")
    assert over(scores, {"unknown": 0.0}) == ()


@given(st.dictionaries(st.sampled_from(list(MODEL)), chances), st.floats(-2, 2))
def test_the_margin_says_up_to_which_shift_something_is_flagged(
    scores: dict[str, float], shift: float
) -> None:
    far = margin(scores, MODEL)
    if abs(far - shift) > 1e-6:
        assert bool(over(scores, limits(MODEL, shift, {}))) == (far > shift)


def test_lessons_add_up_within_bounds_and_old_ones_do_not_pile_up() -> None:
    assert sum_up([("insult", 0.1), ("insult", -0.05), ("threat", 0.2)]) == {
        "insult": Learnt(0.05, 2),
        "threat": Learnt(0.2, 1),
    }
    many = [("insult", 0.1)] * 100
    assert sum_up(many)["insult"] == Learnt(MOST_LEARNT, 100)
    assert sum_up([*many, *[("insult", -0.05)] * 10])["insult"].shift == pytest.approx(1.0)


@given(st.lists(st.sampled_from([0.1, -0.05, 0.2])))
def test_lessons_never_leave_their_bounds(steps: list[float]) -> None:
    learnt = sum_up(("insult", step) for step in steps).get("insult", Learnt(0.0, 0))
    assert abs(learnt.shift) <= MOST_LEARNT
    assert learnt.decisions == len(steps)


def test_a_rough_channel_moves_swearing_and_nothing_else() -> None:
    bases = {**MODEL, "obscene": 0.5}
    rough = limits(bases, 0.0, {}, rough=True)
    assert "obscene" not in rough
    assert rough["threat"] == bases["threat"]
    assert rough["identity_attack"] == bases["identity_attack"]
    for label in ("toxicity", "insult"):
        assert logit(rough[label]) - logit(bases[label]) == pytest.approx(1.5)


def test_abuse_counts_labels_that_flag_and_less_of_swearing_where_it_is_rough() -> None:
    scores = {"toxicity": 0.9, "obscene": 0.99, "threat": 0.2}
    assert abuse(scores, MODEL) == 0.9
    assert abuse(scores, [*MODEL, "obscene"], rough=True) == pytest.approx(moved(0.9, -1.5))
    assert abuse(scores, []) == 0.0


def test_a_day_begins_at_the_midnight_of_the_community() -> None:
    berlin, utc = (Community(1, "x", timezone=zone) for zone in ("Europe/Berlin", "UTC"))
    assert day_of(utc, START) % DAY_MS == 0
    assert day_of(berlin, START) == day_of(utc, START) - 2 * 3_600_000
    # the last Sunday of March has 23 hours
    spring = 1_774_800_000_000  # 2026-03-29 18:00 in Berlin
    assert day_of(berlin, spring + DAY_MS) - day_of(berlin, spring) == 23 * 3_600_000
    assert day_of(berlin, spring, back=1) == day_of(berlin, spring - DAY_MS)


def test_logits_at_the_ends() -> None:
    assert logit(0.0) == -math.inf
    assert logit(1.0) == math.inf


async def test_how_grave_it_is_depends_on_the_threshold() -> None:
    model = LocalToxicity()
    try:
        assert await model.ready()
        for label, limit in model.thresholds.items():
            if label in SERIOUS_LABELS:
                continue
            mild, medium = (limit + part * (1 - limit) for part in (0.5, 0.8))
            assert severity({label: mild}, {label: limit}) == "mild"
            assert severity({label: medium}, {label: limit}) == "medium"
        score = await model.score("stop being silly, Ben")
        assert score is not None and score.flagged == ("toxicity",)
        assert severity(score.labels, flags_of(score.flagged, model.thresholds)) == "mild"
        score = await model.score("Ben you are a stupid worthless idiot")
        assert score is not None
        assert severity(score.labels, flags_of(score.flagged, model.thresholds)) == "medium"
    finally:
        await model.close()
