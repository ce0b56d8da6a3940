"""What a digest says of what was gathered: numbers, suggestions in their order, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from bot.api.boards.figures import Suggestion
from bot.api.boards.reports import Figure, Made, Period, Section
from bot.api.model import Account, Community, Member
from bot.api.people import Level
from bot.api.reply import Button
from bot.api.services.measures import Day
from bot.api.text import T, Text
from cogs.digest.advising import keys, own
from cogs.digest.advising.choosing import chosen
from cogs.digest.advising.payloads import NotNow, Thank
from cogs.digest.composing import numbers, pictures, words
from cogs.digest.details.commands import menu_buttons
from cogs.digest.details.payloads import Menu, Report, Show
from cogs.digest.schedule.spans import Span, whole

MONDAY = date(2026, 6, 1)
BERLIN = "Europe/Berlin"
BEFORE = date(2026, 5, 18).toordinal()
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANA = Member(7, 1, "Ana Alba", Account("local", "ana", "Ana Alba"))
WEEK = whole("week", MONDAY, BERLIN)
NBSP = "\N{NO-BREAK SPACE}"


def gathered(**more: Any) -> words.Gathered:
    base: dict[str, Any] = {"name": "Crumbs", "span": WEEK, "members": 124, "wrote": 240,
                            "few": False}  # fmt: skip
    return words.Gathered(**base | more)


def members(now: float | None = 124, before: float | None = 121, note: Text = "") -> Figure:
    return Figure("growth.members", T("Members"), now, before, note=note)


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (members(), f"👥 Members: 124{NBSP}(▲ 3)"),
        (members(121), f"👥 Members: 121{NBSP}(same)"),
        (members(before=0), "👥 Members: 124"),
        (members(before=None), "👥 Members: 124"),
        (members(note=T("5 came back")), f"👥 Members: 124{NBSP}(▲ 3) · 5 came back"),
        (Figure("x.y", T("Answered"), 0.42, 0.5, "share"), f"▫️ Answered: 42%{NBSP}(▼ 8 points)"),
        (Figure("x.y", T("Wait"), 715_000, None, "ms"), "▫️ Wait: 720 s"),
    ],
)
def test_a_number_and_how_it_moved(figure: Figure, said: str) -> None:
    assert str(numbers.number_line(figure)) == said


@pytest.mark.parametrize(
    ("value", "before", "tells"),
    [(0, 0, False), (0, None, False), (None, 5, False), (float("nan"), 1, False), (0, 5, True),
     (5, 0, True)],
)  # fmt: skip
def test_a_number_that_is_and_was_nothing_is_not_said(
    value: float | None, before: float | None, tells: bool
) -> None:
    assert numbers.tells(members(value, before)) is tells


class Board:
    """A board of reports; remembers which sections were made."""

    def __init__(self, sections: Mapping[str, Sequence[Figure]]) -> None:
        self.sections_ = dict(sections)
        self.asked: list[str] = []

    def titles(self, community_id: int, level: Level) -> Mapping[str, T]:
        return {name: T("Some") for name in self.sections_}

    async def sections(
        self, community: Community, period: Period, level: Level, names: Sequence[str]
    ) -> Sequence[Made]:
        self.asked += names
        return [Made(name, T("Some"), Section(self.sections_[name])) for name in names]

    def offer(self, *args: object, **more: object) -> None: ...


async def found_in(board: Board, *wanted: str) -> numbers.Found:
    community = Community(1, "Crumbs", "en", BERLIN)
    made = numbers.Numbers(board)  # type: ignore[arg-type]
    return await made.of(community, WEEK.period, Level.OWNER, wanted)


async def test_only_sections_that_may_hold_a_number_are_made() -> None:
    goal = Figure("goals.3", T("20 ideas"), 0, note=T("behind"))
    board = Board(
        {
            "insights.growth": [members(), Figure("growth.joins", T("Joined"), 0, 0)],
            "network": [Figure("network.density", T("Density"), 0.1)],
            "digest.work": [Figure("polls.opened", T("Polls"), 3, 1)],
            "goals.progress": [goal],
        }
    )
    found = await found_in(board, "polls.opened", "growth.joins", "nobody.knows", "growth.members")
    assert [one.name for one in found.numbers] == ["polls.opened", "growth.members"]
    assert list(found.goals) == [goal]
    assert sorted(board.asked) == ["digest.work", "goals.progress", "insights.growth"]
    assert [str(line) for line in numbers.goal_lines(found.goals)] == ["🎯 20 ideas: 0 · behind"]


async def test_five_numbers_and_no_more() -> None:
    figures = [Figure(f"growth.n{n}", T("N"), n) for n in range(1, 9)]
    board = Board({"growth": figures})
    found = await found_in(board, *(one.name for one in figures[1:]))
    assert [one.value for one in found.numbers] == [2, 3, 4, 5, 6]


def test_three_suggestions_each_with_its_rule_and_a_way_to_put_it_aside() -> None:
    four = [
        Suggestion(T("Do it"), Button(str(n)), 0.5, f"faq.gap:{n}", T("{n} asked", n=n))
        for n in range(4)
    ]
    reply = words.digest(gathered(suggestions=four, numbers=[members()]))
    rows = [[button.payload for button in row] for row in reply.buttons]
    assert rows[:3] == [[None, NotNow(f"faq.gap/{n}")] for n in range(3)]
    assert rows[3] == [Menu("w2026-06-01", 0), Report("w2026-06-01")]
    text = str(reply.text)
    assert "Three things to do\n1. Do it\nWhy: 0 asked\n2. Do it\nWhy: 1 asked\n3. Do" in text
    assert len(rows) <= 5  # what Discord has room for


def test_without_suggestions_none_are_announced() -> None:
    reply = words.digest(gathered(numbers=[members()], details=False))
    assert "to do" not in str(reply.text)
    assert not reply.buttons


def test_what_came_of_it_is_told_before_what_to_do() -> None:
    said = [T("You greeted 4 newcomers: 3 wrote again within a week.")]
    one = [Suggestion(T("Do it"), Button("now"), 0.5)]
    text = str(words.digest(gathered(outcomes=said, suggestions=one)).text)
    assert "What came of it\n• You greeted 4 newcomers" in text
    assert text.index("What came of it") < text.index("One thing to do\n1. Do it")


def test_where_nothing_happened_little_is_said() -> None:
    text = str(words.digest(gathered(wrote=0, numbers=[members()])).text)
    assert f"Members: 124{NBSP}(▲ 3)\nThere is nothing to count of this time" in text


@pytest.mark.parametrize(("people", "begins"), [(0, "It is all about"), (2, "You are 2 so far")])
def test_a_new_community_is_told_what_to_do_first(people: int, begins: str) -> None:
    steps = words.first_steps(faq=True, ideas=False)
    of = gathered(members=people, wrote=0, few=True, numbers=[members(2, 0)], first_steps=steps)
    text = str(words.digest(of).text)
    assert begins in text
    assert "To begin with\n• Invite the first ten people" in text and "/faq add" in text
    assert "Members" not in text and ": 0" not in text and "/idea" not in text


def test_a_month_says_what_was_done() -> None:
    said = [T("You answered 3 ideas.")]
    trend = words.trend([20] * 4 + [25] * 4 + [31] * 4)
    of = gathered(span=whole("month", MONDAY, BERLIN), outcomes=said, done=4, trend=trend)
    reply = words.review(of)
    text = str(reply.text)
    assert text.startswith("The month at Crumbs\n")
    assert "You did 4 things that I suggested.\n• You answered 3 ideas." in text
    assert "Over 12 weeks: from about 20 people who write in a week to about 31." in text
    assert "Nothing that I suggested was done." in str(words.review(gathered()).text)


@pytest.mark.parametrize(
    ("weeks", "said"),
    [([], None), ([9, 9, 9, 9, 9], None), ([1] * 6, "about 1 person"), ([0, 0, 3, 3, 9, 9], "to")],
)
def test_a_few_weeks_are_no_trend(weeks: list[int], said: str | None) -> None:
    found = words.trend(weeks)
    assert (found is None) is (said is None)
    assert said is None or said in str(found)


# ---- pictures


def days(counts: Sequence[int]) -> list[Day]:
    return [Day(BEFORE + n, count, 0, 0, 0, 0, 9) for n, count in enumerate(counts)]


def test_the_chart_sets_the_days_against_the_week_before() -> None:
    chart = pictures.two_weeks(days(range(14)), BERLIN, running=True)
    assert chart is not None
    assert [str(label) for label in chart.labels] == [*DAYS]
    earlier, present = chart.series
    assert list(earlier.values) == list(range(7))
    assert list(present.values) == list(range(7, 14))
    assert "Mon 7, Tue 8" in str(chart.alt)
    assert str(chart.alt).endswith("the seven days before: 0, 1, 2, 3, 4, 5, 6.")
    assert "not over" in str(chart.note)
    assert pictures.two_weeks(days([0] * 14), BERLIN, running=False) is None


def test_twelve_weeks_are_a_line_of_those_who_wrote() -> None:
    chart = pictures.twelve_weeks([(BEFORE, 4), (BEFORE + 7, 6)], BERLIN)
    assert chart is not None
    assert (list(chart.series[0].values), list(chart.labels)) == ([4, 6], ["18.5.", "25.5."])
    assert pictures.twelve_weeks([(BEFORE, 4)], BERLIN) is None


# ---- suggestions of the digest's own


def test_a_top_helper_is_worth_thanks() -> None:
    pulse = own.Pulse(30, 100, 100)
    [found] = own.own(pulse, [(ANA, 12)], MONDAY)
    assert str(found.text) == "Ana Alba has helped others a lot. A public thank you shows it."
    assert str(found.why) == "12 replies to others in this time"
    assert (str(found.button.label), found.button.payload) == ("Thank Ana", Thank(7, "2026-W23"))
    assert found.key == "digest.thank:m7"
    assert own.own(pulse, [(ANA, 2)], MONDAY) == []


@pytest.mark.parametrize(
    ("now", "before", "quiet"),
    [(69, 100, True), (70, 100, False), (0, 20, True), (1, 19, False), (200, 100, False),
     (0, 0, True)],
)  # fmt: skip
def test_a_quiet_week_is_one_with_a_third_less_or_nothing_at_all(
    now: int, before: int, quiet: bool
) -> None:
    found = own.own(own.Pulse(30, now, before), (), MONDAY)
    assert bool(found) is quiet
    if quiet:
        assert str(own.starter("2026-W23")) in str(found[0].text)
        why = f"{now} messages after {before} in the time before"
        assert str(found[0].why) == (why if before else "")
    assert own.own(own.Pulse(1, 0, 0), (), MONDAY) == []  # nobody is there to ask


def test_every_week_has_its_question() -> None:
    asked = {own.starter(f"2026-W{week:02}").template for week in range(1, 54)}
    assert asked == {text.template for text in own.STARTERS}


def test_the_weightiest_come_first_and_what_is_settled_does_not_come() -> None:
    def one(key: str, weight: float) -> Suggestion:
        return Suggestion(key, Button(key), weight, key)

    offered = [one("a.a:1", 0.2), one("b.b:1", 0.9), one("c.c:1", 0.5), one("b.b:1", 0.4)]
    assert [s.key for s in chosen(offered, {"c.c:1"})] == ["b.b:1", "a.a:1"]
    nameless = [Suggestion("x", Button("x"), 0.1), Suggestion("y", Button("y"), 0.1)]
    assert len(chosen(nameless, set())) == 2


# ---- keys and payloads


def test_keys_fit_a_button_and_name_whom_they_are_about() -> None:
    key = "welcome.greet:m17+m18+m1234567"
    packed = keys.packed(key)
    assert packed is not None
    assert keys.unpacked(NotNow.decode(NotNow(packed).encode()).key) == key
    assert keys.packed("x" * (keys.MOST + 1)) is None
    assert keys.packed("") is None
    NotNow("k" * keys.MOST).encode()  # at most 64 bytes
    assert keys.names(key, 17) and keys.names(key, 18) and not keys.names(key, 7)
    assert keys.moved(key, 18, 5) == "welcome.greet:m17+m5+m1234567"


@pytest.mark.parametrize("count", [1, 15, 16, 40])
def test_every_section_can_be_reached(count: int) -> None:
    titles = {f"cog.s{n}": T("Some") for n in range(count)}
    page, seen = 0, list[str]()
    while True:
        rows = menu_buttons(titles, WEEK, page)
        payloads = [button.payload for row in rows for button in row]
        assert len(rows) <= 5
        seen += [one.section for one in payloads if isinstance(one, Show)]
        onward = [one.page for one in payloads if isinstance(one, Menu)]
        if not onward or onward == [0]:
            break
        [page] = onward
    assert seen == list(titles)


def test_a_section_and_its_time_fit_a_button() -> None:
    code = Span("week", WEEK.period, "w2026-06-01").code
    assert len(Show("s" * 40, code).encode()) <= 64
