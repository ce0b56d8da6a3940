"""What a digest says of given figures: changes, the chart, suggestions in their order."""

from __future__ import annotations

from datetime import date

import pytest

from bot.api.boards.figures import Suggestion
from bot.api.model import Account, Member
from bot.api.reply import Button
from bot.api.services import Count
from bot.api.text import T
from cogs.digest import advice, content
from cogs.digest.figures import Facts, Mood

MAY_18 = 1_779_055_200_000  # 2026-05-18 00:00 in Berlin
DAY_MS = 86_400_000
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MEMBERS, MESSAGES, ACTIVE = Count(124, 121), Count(240, 200), Count(30, 30)
ANA = Member(7, 1, "Ana Alba", Account("local", "ana", "Ana Alba"))
TODAY = date(2026, 6, 1)


def facts(
    *,
    members: Count = MEMBERS,
    messages: Count = MESSAGES,
    unanswered: Count | None = None,
    settle_ms: tuple[int | None, int | None] = (None, None),
    active: Count = ACTIVE,
    mood: Mood | None = None,
    still: bool = False,
) -> Facts:
    nothing = Count(0, 0)
    return Facts(
        members=members,
        joins=nothing if still else Count(5, 3),
        leaves=nothing,
        active=nothing if still else active,
        messages=nothing if still else messages,
        ideas=None,
        polls=nothing,
        unanswered=unanswered,
        flags=None,
        settle_ms=settle_ms,
        per_day=[(MAY_18 + n * DAY_MS, 0 if still else n) for n in range(14)],
        running=False,
        mood=mood,
    )


def said(of: Facts) -> list[str]:
    return [str(line) for line in content.figure_lines(of)]


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (5, 5, "same"),
        (0, 0, "same"),
        (12, 0, "▲ 12"),
        (0, 3, "▼ 3"),
        (240, 200, "▲ 20%"),
        (100, 200, "▼ 50%"),
        (1001, 1000, "▲ 1"),
        (19, 10, "▲ 9"),
    ],
)
def test_changes_in_words(now: int, before: int, words: str) -> None:
    assert str(content.change(Count(now, before), rates=True)) == words


def test_a_handful_of_people_gets_no_percentages() -> None:
    lines = said(facts(members=Count(4, 4)))
    assert "💬 Messages: 240\N{NO-BREAK SPACE}(▲ 40)" in lines
    assert not any("%" in line for line in lines)
    assert "💬 Messages: 240\N{NO-BREAK SPACE}(▲ 20%)" in said(facts(members=Count(5, 4)))


def test_what_nobody_counts_is_left_out() -> None:
    lines = "\n".join(said(facts()))
    assert "Polls: 0\N{NO-BREAK SPACE}(same)" in lines
    for absent in ("ideas", "questions", "Flagged", "decision", "Left"):
        assert absent not in lines


def test_how_fast_flags_were_settled_against_before() -> None:
    assert "⏱️ Typical time to a decision: 720 s\N{NO-BREAK SPACE}(▼ 480 s)" in said(
        facts(settle_ms=(715_000, 1_200_000))
    )
    assert "⏱️ Typical time to a decision: 45 s" in said(facts(settle_ms=(45_000, None)))
    assert not any("decision" in line for line in said(facts(settle_ms=(None, 45_000))))


def test_where_nothing_happened_little_is_said() -> None:
    of = facts(still=True)
    assert said(of) == [
        "👥 Members: 124\N{NO-BREAK SPACE}(▲ 3)",
        "Nobody came, left, wrote or asked anything, nor in the time before.",
    ]
    assert content.digest("Head", of, (), "Europe/Berlin").picture is None


def test_one_open_question_is_not_nothing() -> None:
    of = facts(still=True)
    assert of.still
    assert not facts(unanswered=Count(1, 0)).still


def test_the_chart_sets_the_days_against_the_week_before() -> None:
    chart = content.chart(facts(), "Europe/Berlin")
    assert chart is not None
    assert [str(label) for label in chart.labels] == [*DAYS]
    earlier, present = chart.series
    assert (list(earlier.values), list(present.values)) == (
        [0, 1, 2, 3, 4, 5, 6],
        [7, 8, 9, 10, 11, 12, 13],
    )
    assert "Mon 7, Tue 8" in str(chart.alt)
    assert str(chart.alt).endswith("the seven days before: 0, 1, 2, 3, 4, 5, 6.")


def test_three_suggestions_with_a_button_each() -> None:
    four = [Suggestion(T("Do it"), Button(str(n)), 0.5) for n in range(4)]
    reply = content.digest("Head", facts(), four, "Europe/Berlin")
    assert [[b.label for b in row] for row in reply.buttons] == [["0"], ["1"], ["2"]]
    assert str(reply.text).count("• Do it") == 3


def test_without_suggestions_none_are_announced() -> None:
    reply = content.digest("Head", facts(), (), "Europe/Berlin")
    assert "What you can do" not in str(reply.text)
    assert not reply.buttons


def test_a_top_helper_is_worth_thanks() -> None:
    [found] = advice.own(facts(), [(ANA, 12)], TODAY)
    assert str(found.text) == "Ana Alba helped most: 12 replies to others."
    assert (str(found.button.label), found.button.payload) == (
        "Thank Ana",
        advice.Thank(7, "2026-W23"),
    )
    assert advice.own(facts(), [(ANA, 2)], TODAY) == []


@pytest.mark.parametrize(
    ("now", "before", "quiet"),
    [(69, 100, True), (70, 100, False), (0, 20, True), (0, 19, False), (200, 100, False)],
)
def test_a_quiet_week_is_one_with_a_third_less(now: int, before: int, quiet: bool) -> None:
    found = advice.own(facts(messages=Count(now, before)), (), TODAY)
    assert bool(found) is quiet
    if quiet:
        assert f"{now} messages after {before}" in str(found[0].text)
        assert str(advice.starter("2026-W23")) in str(found[0].text)


def test_every_week_has_its_question() -> None:
    asked = {advice.starter(f"2026-W{week:02}").template for week in range(1, 54)}
    assert asked == {text.template for text in advice.STARTERS}
