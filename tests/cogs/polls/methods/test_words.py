"""What methods say and show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.api.text import lines
from bot.engine.rendering.charts import draw
from cogs.polls.methods import METHODS, Ballots
from cogs.polls.model import Kind, Poll, Rules

from .elections import CAKES, KINDS, Election, elections, ranked, relaxed, words


def told(kind: Kind, ballots: Ballots, options: int, order: tuple[int, ...] = ()) -> list[str]:
    method = METHODS[kind]
    count = method.count(ballots, options, Rules(kind=kind), order or tuple(range(options)))
    return [words(text) for text in method.told(count, method.labels(CAKES[:options]))]


def _chance(sentences: list[str]) -> bool:
    """Whether a tie or a lot is said."""
    return any(word in sentence for word in ("A tie", "by lot") for sentence in sentences)


@settings(relaxed, max_examples=60)
@given(elections())
def test_everything_is_said(election: Election) -> None:
    method, rules = election.method, election.rules
    labels = method.labels(election.poll.options)
    for count in (election.count(), election.count(lots=False)):
        bars = [words(line) for line in method.lines(count, labels)]
        assert len(bars) == election.options
        assert all(words(label) in bar for label, bar in zip(labels, bars, strict=True))
        sentences = [words(text) for text in method.told(count, labels)]
        assert all(s and "{" not in s for s in (*bars, *sentences))
        for winner in count.winners:
            assert any(words(labels[winner]) in s for s in sentences)
        assert count.winner is None or len(count.winners) < 2 or _chance(sentences)
        chart = method.chart(count, election.poll)
        assert all(words(label)[:40] in words(chart.alt) for label in labels)
        assert words(chart.title) == "Which cake?"
    for marks in election.ballots:
        said = words(method.said(marks, labels))
        assert all((words(labels[i]) in said) for i, mark in enumerate(marks) if mark)
    assert words(method.how(rules)) and words(method.title)


@pytest.mark.parametrize("kind", KINDS)
async def test_pictures_are_drawn(kind: Kind) -> None:
    method, rules = METHODS[kind], Rules(kind=kind)
    options = method.options((), 10) if method.fixed else CAKES
    poll = Poll(1, 1, 1, 1, "Which cake?", options, rules, 0, 0)
    ballots: Ballots = {(1,): 4, (0, 1): 3, (0, 0, 1): 1}
    count = method.count(ballots, len(options), rules, range(len(options)))
    assert (await draw(method.chart(count, poll), words))[:4] == b"\x89PNG"


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_voted(kind: Kind) -> None:
    assert told(kind, {}, 3) == ["Nobody voted."]
    assert words(METHODS[kind].said((), ("a", "b", "c"))) == "You have not voted."


def test_labels_are_data() -> None:
    label = "*{n}* <b>@everyone</b>"
    method = METHODS["single"]
    count = method.count({(1,): 1}, 2, Rules())
    for text in (method.told(count, (label, "b"))[0], method.lines(count, (label, "b"))[0]):
        assert label in words(text)
    assert words(method.said((1,), (label, "b"))) == f"You voted for {label}."


def test_ballots_are_said() -> None:
    assert words(METHODS["multiple"].said((1, 0, 1), CAKES)) == "You voted for Apfel, Mohn."
    assert words(METHODS["ranked"].said((2, 0, 1), CAKES)) == "Your order: 1. Mohn, 2. Apfel."
    assert words(METHODS["rating"].said((3, 0, 1), CAKES)) == "Your vote: Apfel ★★★, Mohn ★."
    assert words(METHODS["dots"].said((3, 1), CAKES)) == "Your vote: Apfel 3 dots, Käse 1 dot."
    dates = "Your vote: Apfel ✓ yes, Käse ~ if need be, Mohn ✗ no."
    assert words(METHODS["dates"].said((3, 2, 1), CAKES)) == dates
    assert words(METHODS["ranked"].mark(2)) == "place 2"
    assert all(words(METHODS[kind].mark(0)) == "" for kind in KINDS)


def test_bars() -> None:
    method, rules = METHODS["single"], Rules()
    count = method.count({(1,): 1, (0, 1): 1, (0, 0, 1): 8}, 4, rules)
    assert words(lines(*method.lines(count, CAKES[:4]))).splitlines() == [
        "█░░░░░░░░░ Apfel · 1 · 10%",
        "█░░░░░░░░░ Käse · 1 · 10%",
        "████████░░ Mohn · 8 · 80%",
        "░░░░░░░░░░ Nuss · 0 · 0%",
    ]


def test_results_in_words() -> None:
    assert told("single", {(1,): 2, (0, 1): 1}, 2) == ["Apfel has won with 2 votes."]
    assert told("multiple", {(1, 1): 1}, 2, (1, 0)) == [
        "A tie with 1 vote each: Apfel, Käse.",
        "Settled by lot: Käse.",
    ]
    assert told("rating", {(5, 4): 1, (3, 4): 1}, 2) == [
        "Apfel has won with 4 of 5 stars on average.",
        "The same average have Apfel, Käse; more fives decide, then more fours and so on.",
    ]
    assert told("rating", {(5,): 2, (4,): 1}, 1) == ["Apfel: 4.67 of 5 stars on average."]
    assert told("dots", {(2, 1): 1, (0, 1): 1}, 2) == [
        "Käse has won with 2 dots.",
        "As many dots have Apfel, Käse; more people behind it decide.",
    ]
    assert told("dates", {(3, 2): 2}, 2) == [
        "Apfel suits most: 2 people can.",
        "As many can on Apfel, Käse; fewer “if need be” decide.",
    ]
    assert told("dates", {(1, 1): 2}, 2) == ["None of the dates suits anybody."]
    assert told("yesno", {(1,): 3, (0, 1): 2}, 3) == ["Yes has it, 3 to 2."]
    assert told("yesno", {(1,): 2, (0, 1): 2}, 3) == [
        "A tie with 2 votes each: Yes, No.",
        "A tie is no majority, so No stands.",
    ]
    assert told("yesno", {(0, 0, 1): 2}, 3) == ["Everybody abstained, so nothing is decided."]


def test_a_run_off_in_words() -> None:
    three = {ranked(0, options=3): 4, ranked(1, options=3): 3, ranked(2, 1, options=3): 1}
    assert told("ranked", three, 3) == [
        "Apfel has won in round 2 with 4 of 8 votes.",
        "The last round was a tie of Apfel, Käse; who had more in an earlier round wins.",
        "Round 1: Apfel 4, Käse 3, Mohn 1. Mohn is out.",
        "Round 2: Apfel 4, Käse 4. Käse is out: level with others, but behind in an earlier round.",
    ]
    two = {ranked(0, options=3): 3, ranked(1, options=3): 3, ranked(2, options=3): 1}
    assert told("ranked", two, 3, (1, 0, 2)) == [
        "A tie in the last round with 3 votes each: Apfel, Käse.",
        "Settled by lot: Käse.",
        "Round 1: Apfel 3, Käse 3, Mohn 1. Mohn is out.",
        "Round 2: Apfel 3, Käse 3. Apfel is out by lot.",
        "1 ballot had none of its choices in the last round.",
    ]
    assert told("ranked", {ranked(1, options=2): 2}, 2) == [
        "Käse has won in round 1 with 2 of 2 votes."
    ]


def test_a_lot_on_the_way_is_said() -> None:
    ballots = {ranked(0, options=3): 3, ranked(1, 2, options=3): 2, ranked(2, 1, options=3): 2}
    assert told("ranked", ballots, 3, (0, 1, 2))[:2] == [
        "Käse has won in round 2 with 4 of 7 votes.",
        "Who left round 1 was drawn by lot; else it could have been Mohn.",
    ]
    method = METHODS["ranked"]
    still_open = method.count(ballots, 3, Rules(kind="ranked"))
    assert words(method.told(still_open, CAKES)[0]) == (
        "A tie that a lot has to settle: Käse, Mohn."
    )


def test_of_many_rounds_the_first_and_the_last_five_are_shown() -> None:
    options, method, rules = 9, METHODS["ranked"], Rules(kind="ranked")
    ballots = {ranked(i, options=options): 20 - i for i in range(options)}
    count = method.count(ballots, options, rules)
    assert len(count.rounds) == 8
    poll = Poll(1, 1, 1, 1, "?", (*CAKES[:8], "🍰"), rules, 0, 0)
    chart = method.chart(count, poll)
    assert chart.kind == "grid"
    assert [words(row.name) for row in chart.series] == [f"Round {n}" for n in (1, 4, 5, 6, 7, 8)]
    assert [words(label) for label in chart.labels] == [*CAKES[:8], "🍰 #9"]
    told = [words(text) for text in method.told(count, CAKES)]
    assert [line.split(":")[0] for line in told[1:-1]] == [words(row.name) for row in chart.series]


@pytest.mark.parametrize("kind", KINDS)
def test_the_need_is_said(kind: Kind) -> None:
    method = METHODS[kind]
    assert method.need(Rules(kind=kind)) is None
    need = method.need(Rules(kind=kind, threshold=60))
    assert need is not None and "60%" in words(need)
