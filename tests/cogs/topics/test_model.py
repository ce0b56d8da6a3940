"""What is shown and what rises, and which days a period has; no I/O."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.api.reply import MAX_PAYLOAD_BYTES
from cogs.topics import wording
from cogs.topics.model import INTENTS, Days, Said, Talk, Topic, rises
from cogs.topics.payloads import ShowTopics

BERLIN = "Europe/Berlin"


def at(year: int, month: int, day: int, hour: int = 0) -> int:
    return round(datetime(year, month, day, hour, tzinfo=ZoneInfo(BERLIN)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(2026, 3, 23), at(2026, 3, 30), 7),  # the clock goes forward on the 29th
        (at(2026, 10, 19), at(2026, 10, 26), 7),  # and back on the 25th
        (at(2026, 5, 1, 10), at(2026, 5, 8, 10), 7),
        (at(2026, 5, 1, 10), at(2026, 5, 1, 12), 0),
    ],
)
def test_days_are_those_that_begin_in_a_period(start: int, end: int, days: int) -> None:
    found = Days.of(start, end, BERLIN)
    assert max(0, found.last - found.first + 1) == days
    if days:
        after = Days.of(end, end + (end - start), BERLIN)
        assert after.first == found.last + 1
    assert Days.of(at(2026, 3, 29), at(2026, 3, 30), BERLIN).first == date(2026, 3, 29).toordinal()


@pytest.mark.parametrize(
    ("messages", "people", "before", "growth", "rising"),
    [
        (9, 8, 0, 1.0, False),
        (90, 6, 0, 1.0, False),  # a long conversation of six
        (10, 7, 0, 1.0, True),
        (30, 10, 5, 1.0, False),  # twice as many, but by chance
        (60, 20, 5, 1.0, True),
        (900, 180, 120, 1.0, False),  # not by chance, but not twice as many
        (60, 20, 5, 3.0, False),  # everything grew as much
    ],
)
def test_what_rises(messages: int, people: int, before: int, growth: float, rising: bool) -> None:
    assert rises(Said(messages, people), Said(before * 2, before), growth) is rising


def topic(id_: int, name: str | None = None, *, hidden: bool = False) -> Topic:
    return Topic(id_, name, hidden, False, ("parcel", "courier", "late", "box", "stamp"))


def talk(compared: bool = True) -> Talk:
    topics = {1: topic(1, "Bread"), 2: topic(2), 3: topic(3), 4: topic(4, hidden=True)}
    topics[5] = Topic(5, None, False, False, ())
    now = {
        1: Said(20, 8, 20, 10, 1),
        2: Said(40, 16, 4, 1, 1),
        3: Said(90, 4, 9, 9, 9),
        4: Said(50, 9),
        5: Said(30, 9),
    }
    before = {1: Said(25, 7), 2: Said(3, 3), 3: Said(90, 9), 4: Said(50, 9), 5: Said(40, 9)}
    return Talk(topics, now, before, Said(300, 20), compared)


def test_few_people_hidden_and_nameless_topics_are_not_shown() -> None:
    table = wording.table(talk())
    assert [row[0] for row in table.rows] == ["parcel, courier, late", "Bread"]
    [first, second] = table.rows
    # too few for a tone, and too few people before for a number
    assert first[2:] == [40, 16, None, None, None, ""]
    assert second[2:] == [20, 8, 25, 0.5, 0.05, ""]
    assert str(first[1]) == "box, stamp"
    assert "1 topic of fewer than 5 people is not shown." in str(table.note)
    assert [one[0].id for one in talk().rising()] == [2]
    assert talk(compared=False).rising() == []


def test_sections_say_it_in_words() -> None:
    told = [str(note) for note in wording.notes(talk())]
    assert told[0] == "People talked most about: parcel, courier, late (40); Bread (20)."
    assert told[1].startswith("Rising: parcel, courier, late, 40 messages by 16 people after")
    assert "two periods" in str(wording.notes(talk(compared=False))[-1])
    chart = wording.picture(talk())
    assert chart is not None and len(chart.labels) == 2
    values = {figure.name: figure.value for figure in wording.figures(talk())}
    assert values == {
        "topics.topics": 2, "topics.placed": pytest.approx(230 / 300), "topics.rising": 1,
    }  # fmt: skip
    assert len(ShowTopics().encode()) <= MAX_PAYLOAD_BYTES


def test_intents_of_few_people_have_no_number() -> None:
    now = {1: Said(40, 12), 2: Said(7, 3)}
    table = wording.kinds(
        "topics.intents", wording.COLUMNS[0].title, wording.named(INTENTS), now, {}
    )
    assert [row[1:] for row in table.rows] == [
        [40, 12, 0], [None, "<5", 0], [0, 0, 0], [0, 0, 0],
    ]  # fmt: skip
