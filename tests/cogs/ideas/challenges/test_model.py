"""What can be said of a challenge without reading or writing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.api.errors import UserError
from cogs.ideas.challenges.model import (
    DAY_MS,
    Dates,
    Entry,
    challenge_of,
    check_dates,
    checked_brief,
    opened,
    option,
    places,
    poll_key,
    proposed,
)
from cogs.ideas.challenges.said.forms import typed_dates
from cogs.ideas.model import Idea, Status, Words
from tests.cogs.polls.voting.stage import HOUR_MS


def idea(number: int, votes: int = 0, status: Status = "new", **more: int) -> Idea:
    words = Words("A very long title " * 6)
    return Idea(number, 1, 7, None, 5, words, status, "", 0, votes, **more)


def test_level_ideas_share_a_place_and_the_next_is_left_out() -> None:
    assert places(((2,), (0, 3), (1,))) == {2: 1, 0: 2, 3: 2, 1: 4}
    assert places(()) == {}


def test_the_phase_by_the_clock() -> None:
    dates = Dates(100, 200, 300)
    assert [dates.phase(now) for now in (99, 100, 199, 200, 900)] == [
        "collect", "discuss", "discuss", "vote", "vote",
    ]  # fmt: skip


def test_a_vote_that_is_opened_late_has_time_all_the_same() -> None:
    plan = Dates(0, 10 * DAY_MS, 17 * DAY_MS)
    assert opened(plan, 10 * DAY_MS) == plan
    assert opened(plan, 20 * DAY_MS).decide_at == 21 * DAY_MS
    short = Dates(0, 10 * DAY_MS, 10 * DAY_MS + HOUR_MS)
    assert opened(short, 20 * DAY_MS).decide_at == 20 * DAY_MS + HOUR_MS


@pytest.mark.parametrize("dates", [Dates(200, 200, 300), Dates(100, 300, 200)])
def test_dates_follow_each_other(dates: Dates) -> None:
    with pytest.raises(UserError, match="There is no time for"):
        check_dates(dates)


def test_the_final_has_the_most_supported_that_nobody_has_decided_on() -> None:
    found = [
        idea(1, 1),
        idea(2, 9, "declined"),
        idea(3, 5, "not_now"),
        idea(4, 5),
        idea(5, 8, "planned"),
        idea(6, 7, merged_into=1),
    ]
    entries = [Entry(one) for one in found]
    assert [entry.idea.id for entry in proposed(entries, 2)] == [3, 4]
    assert [entry.idea.id for entry in proposed(entries, 9)] == [3, 4, 1]
    assert proposed(entries, 0) == []


def test_answers_of_a_poll_differ_and_fit() -> None:
    one, other = option(idea(1)), option(idea(2))
    assert one != other and len(one) <= 80 and one.startswith("#1 ")


def test_the_poll_of_a_challenge_is_found_by_its_key() -> None:
    assert challenge_of(poll_key(12)) == 12
    assert challenge_of("asker:challenge:12") is None
    assert challenge_of("ideas:challenge:x") is None


def test_a_question_is_needed() -> None:
    with pytest.raises(UserError, match="needs a question"):
        checked_brief("…", "", "")
    with pytest.raises(UserError, match="at most 200"):
        checked_brief("x" * 201, "", "")
    assert checked_brief(" Why \n not? ", " ", "").question == "Why not?"


def test_dates_in_one_line() -> None:
    def when(text: str) -> int:
        if not text.isdecimal():
            raise UserError("no")
        return int(text)

    assert typed_dates("1; 2\n3", when) == Dates(1, 2, 3)
    assert typed_dates("1; 2", when) is None
    assert typed_dates("1; 2; later", when) is None


def test_dates_are_instants_so_a_change_of_the_clock_moves_nothing() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 18, tzinfo=berlin).timestamp() * 1000
    after = datetime(2026, 10, 25, 18, tzinfo=berlin).timestamp() * 1000
    dates = Dates(round(before), round(after), round(after) + HOUR_MS)
    assert (dates.vote_at - dates.discuss_at) == 25 * HOUR_MS
    assert dates.phase(dates.discuss_at + 25 * HOUR_MS - 1) == "discuss"
    assert dates.phase(dates.discuss_at + 25 * HOUR_MS) == "vote"
