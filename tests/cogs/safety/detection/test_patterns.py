"""All patterns together: settings, reasons, and what always holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.text import Length, N
from cogs.safety.config import (
    Copies,
    Evasion,
    Flood,
    MentionBomb,
    NewcomerLink,
    Part,
    PileOn,
    Repeated,
    SafetyConfig,
)
from cogs.safety.detection.patterns import PATTERNS, findings, reason_of, span_of
from cogs.safety.detection.seen import Seen
from cogs.safety.detection.window import Window
from cogs.safety.times import DAY_MS
from tests.cogs.safety.detection.story import (
    ANA,
    BEN,
    CY,
    DEFAULTS,
    GUS,
    MINUTE,
    NOW,
    Story,
    story,
    words_of,
)

# ---- settings


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("repeated", Repeated(enabled=False)),
        ("pile_on", PileOn(enabled=False)),
        ("evasion", Evasion(enabled=False)),
        ("flood", Flood(enabled=False)),
        ("mention_bomb", MentionBomb(enabled=False)),
        ("newcomer_link", NewcomerLink(enabled=False)),
        ("copies", Copies(enabled=False)),
    ],
)
def test_each_can_be_switched_off(name: str, part: Part) -> None:
    def everything(chat: Story) -> set[str]:
        names: set[str] = set()
        for number in range(9):
            row = chat.says(
                (ANA, BEN, CY)[number % 3],
                "look at https://example.org you fools",
                to=(GUS,),
                abuse=0.9,
                later=10,
                channel=number,
                called=9,
                age_ms=0,
            )
            chat.window.deleted(*row.place)
            names.update(chat.names)
        return names

    eager = {"flood": Flood(messages=3), "repeated": Repeated(messages=2)}
    assert everything(story(**eager)) == {pattern.name for pattern in PATTERNS}
    assert everything(story(**{**eager, name: part})) == {p.name for p in PATTERNS} - {name}


def test_every_pattern_has_settings_of_its_name() -> None:
    assert {pattern.name for pattern in PATTERNS} <= set(SafetyConfig.model_fields)
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS) == 7


def test_the_window_reaches_as_far_back_as_the_longest_setting() -> None:
    assert span_of(DEFAULTS) == DAY_MS
    assert span_of(SafetyConfig(evasion=Evasion(enabled=False))) == 60 * MINUTE
    assert span_of(SafetyConfig(repeated=Repeated(minutes=10_080))) == 7 * DAY_MS


def test_own_numbers_hold() -> None:
    chat = story(repeated=Repeated(messages=2, minutes=5, from_score=0.3))
    chat.says(ANA, to=BEN, abuse=0.3)
    chat.says(ANA, to=BEN, abuse=0.3)
    assert chat.names == ["repeated"]
    chat = story(pile_on=PileOn(authors=2))
    chat.says(ANA, to=CY, abuse=0.5)
    chat.says(BEN, to=CY, abuse=0.5)
    assert chat.names == ["pile_on"]


def test_reasons_are_sentences_to_translate() -> None:
    reason = reason_of("repeated", {"messages": 3, "seconds": 600})
    assert isinstance(reason, N)
    assert reason.params["time"] == Length(600)
    assert reason_of("no such pattern", {}) is None


# ---- always

rows = st.lists(
    st.builds(
        lambda number, author, target, abuse: (number, author, target, abuse),
        st.integers(0, 30),
        st.integers(1, 5),
        st.integers(1, 5),
        st.sampled_from((0.1, 0.4, 0.6, 0.9)),
    ),
    min_size=3,
    max_size=30,
    unique_by=lambda row: row[0],
)


def scene(happened: Sequence[tuple[int, int, int, float]]) -> list[Seen]:
    return [
        Seen(
            community_id=1,
            space_id=1,
            channel_id=number % 3,
            message_id=number,
            author_id=author,
            sent_at=NOW + number * 2000,
            targets=(target,),
            abuse=abuse,
            fingerprint=words_of(f"the same old words {'ab'[number % 2]}").digest,
            letters=20,
            called=number % 4,
            callees=frozenset(range(author, author + number % 4)),
        )
        for number, author, target, abuse in happened
    ]


EAGER = SafetyConfig(
    flood=Flood(messages=3, seconds=20),
    mention_bomb=MentionBomb(people=3),
    copies=Copies(channels=2),
)


@given(happened=rows, data=st.data())
def test_what_is_found_does_not_depend_on_the_order_of_arrival(
    happened: list[tuple[int, int, int, float]], data: st.DataObject
) -> None:
    messages = scene(happened)
    one, other = Window(), Window()
    for row in messages:
        one.add(row)
    for row in data.draw(st.permutations(messages)):
        other.add(row)
    for pattern in PATTERNS:
        for row in messages:
            assert pattern.look(one, row, EAGER) == pattern.look(other, row, EAGER)


@given(happened=rows)
def test_a_finding_holds_the_new_message_and_never_aims_at_its_authors(
    happened: list[tuple[int, int, int, float]],
) -> None:
    window = Window()
    for row in scene(happened):
        for finding in findings(window, row, EAGER):
            assert row.place in finding.messages
            assert row.author_id in finding.authors
            assert finding.target_id not in finding.authors
            assert len(set(finding.messages)) == len(finding.messages) <= 50
            assert str(reason_of(finding.name, finding.detail))
        assert findings(window, row, EAGER) == ()


@given(happened=rows)
def test_without_abuse_nobody_is_found_to_be_a_harasser(
    happened: list[tuple[int, int, int, float]],
) -> None:
    window = Window()
    for row in scene(happened):
        names = {f.name for f in findings(window, replace(row, abuse=0.39), EAGER)}
        assert names.isdisjoint({"repeated", "pile_on", "evasion"})


def test_the_time_for_a_message_does_not_grow_with_what_is_remembered() -> None:
    """The worst case: everybody attacks one person in the same words, all of it within minutes."""

    def cost(remembered: int) -> float:
        window = Window(span_of(DEFAULTS))
        crowd = [
            Seen(1, 1, n % 9, n, n % 60 + 10, NOW + n * 50, (ANA,), 0.6, fingerprint=b"words")
            for n in range(remembered + 50)
        ]
        for row in crowd[:remembered]:
            window.add(row)
        for row in crowd[:remembered:7]:
            window.deleted(*row.place)
        new = iter(crowd[remembered:])
        return min(repeat(lambda: findings(window, next(new), DEFAULTS), number=1, repeat=40))

    cost(300)
    assert cost(5000) < 5 * cost(300)
