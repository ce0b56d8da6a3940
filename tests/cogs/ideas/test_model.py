"""What is allowed: words, numbers, and the steps of an idea."""

from __future__ import annotations

import pytest

from bot.api.errors import UserError
from cogs.ideas.model import (
    MAX_DETAILS,
    MAX_TITLE,
    NEXT,
    STATUS_NAMES,
    Status,
    Words,
    check_step,
    checked_reason,
    checked_words,
    number_in,
    words_of_message,
)


def test_words_are_cleaned_and_bounded() -> None:
    assert checked_words("  Rye \n bread ", " Yes.\n\nPlease ") == Words(
        "Rye bread", "Yes.\n\nPlease"
    )
    for title in ("", "  ", "...", "👍"):
        with pytest.raises(UserError, match="needs a title"):
            checked_words(title)
    with pytest.raises(UserError, match="The title may have at most 120 characters; yours has 121"):
        checked_words("x" * (MAX_TITLE + 1))
    with pytest.raises(UserError, match="The explanation may have at most 1000"):
        checked_words("ok", "x" * (MAX_DETAILS + 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Please sell rye bread", Words("Please sell rye bread")),
        ("Sell rye bread! I love it.", Words("Sell rye bread!", "I love it.")),
        ("Rye bread\nit keeps longer", Words("Rye bread", "it keeps longer")),
    ],
)
def test_a_message_becomes_a_title_and_details(text: str, words: Words) -> None:
    assert words_of_message(text) == words


def test_a_very_long_message_is_cut_and_not_refused() -> None:
    words = words_of_message("word " * 800)
    assert len(words.title) <= MAX_TITLE and words.title.endswith("…")
    assert len(words.details) <= MAX_DETAILS


def test_the_road_has_no_short_cuts_and_says_which_ways_there_are() -> None:
    check_step("new", "planned")
    check_step("in_progress", "done")
    with pytest.raises(
        UserError, match="new cannot become done; possible: planned, not now, declined"
    ):
        check_step("new", "done")
    with pytest.raises(UserError, match="is planned already"):
        check_step("planned", "planned")
    reachable: set[Status] = {"new"}
    for _ in STATUS_NAMES:
        reachable |= {after for before in reachable for after in NEXT[before]}
    assert reachable == set(STATUS_NAMES)


def test_a_reason_is_required() -> None:
    assert checked_reason(" Oven is here. ") == "Oven is here."
    with pytest.raises(UserError, match="give a reason"):
        checked_reason("  ")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("#12", 12), ("#12 Rye bread", 12), ("rye", None), ("", None), ("9" * 30, None)],
)
def test_numbers_are_read_from_what_is_typed(typed: str, number: int | None) -> None:
    assert number_in(typed) == number
