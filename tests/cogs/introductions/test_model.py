"""Who may like whom, without a chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import UserError
from cogs.introductions.model import (
    KNOWN,
    Person,
    beginnings,
    buddy_for,
    fits,
    in_common,
    interests_of,
    ordered,
)


def person(member_id: int, *interests: str, buddy: bool = False) -> Person:
    return Person(member_id, 1, interests, buddy, None, 0, 0)


def never(one: str, other: str) -> bool:
    return False


def test_interests_as_they_are_typed() -> None:
    assert interests_of(" climbing,  rye   bread;Yoga\nclimbing ") == (
        "climbing",
        "rye bread",
        "Yoga",
    )
    for bad in ("", " , ; ", "a,b,c,d,e,f", "x" * 31):
        with pytest.raises(UserError):
            interests_of(bad)


def test_words_that_begin_alike_or_mean_the_same() -> None:
    assert in_common(["climbing"], ["rock climber"], never) == ("climbing",)
    assert in_common(["reading and writing"], ["salt and pepper"], never) == ()
    assert in_common(["tea", "art"], ["party"], never) == ()
    near = {("bouldering", "climbing")}
    assert in_common(["bouldering"], ["climbing"], lambda a, b: (a, b) in near) == ("bouldering",)
    assert beginnings("Über-Köche") == {"über", "köche"}


def test_what_is_shared_is_told_in_ones_own_words() -> None:
    """Else a guess like "climbing" would bring up how the other put it."""
    (fit,) = fits(
        person(1, "climbing"), [person(2, "climbing since my divorce")], {}, (), (), never
    )
    assert fit.shared == ("climbing",)


def test_more_in_common_comes_first_and_a_busy_friend_says_little() -> None:
    me, two, three = person(1, "yoga", "tea"), person(2, "yoga", "tea"), person(3, "yoga")
    assert [f.member_id for f in fits(me, [three, two], {}, (), (), never)] == [2, 3]
    # 5 talks with 1 and 2 only, 6 with everybody
    ties = {(1, 5): 1, (5, 2): 1, (1, 6): 1, (6, 3): 1, (6, 7): 1, (6, 8): 1, (9, 6): 1}
    found = fits(person(1), [person(2), person(3)], ties, (), (), never)
    assert [(f.member_id, f.friends) for f in found] == [(2, 1), (3, 1)]
    assert fits(person(1, "yoga"), [person(2, "chess")], {}, (), (), never) == []


def test_who_talks_with_somebody_needs_no_introduction() -> None:
    me, other = person(1, "yoga"), person(2, "yoga")
    assert fits(me, [other], {(1, 2): KNOWN - 1}, (), (), never)
    assert not fits(me, [other], {(1, 2): 1, (2, 1): KNOWN - 1}, (), (), never)


def test_a_buddy_is_alike_then_free() -> None:
    newcomer = person(1, "yoga")
    alike, busy, free = person(2, "yoga", buddy=True), person(3, buddy=True), person(4, buddy=True)

    def found(*buddies: Person, load: dict[int, int]) -> Person | None:
        return buddy_for(newcomer, buddies, load, 2, (), (), never)

    assert found(alike, busy, free, load={2: 1, 3: 1}) == alike
    assert found(alike, busy, free, load={2: 2, 3: 1}) == free
    assert found(alike, busy, load={2: 2, 3: 2}) is None
    assert found(newcomer, person(5, "yoga"), load={}) is None


MEMBERS = st.integers(1, 7)
PAIRS = st.sets(st.tuples(MEMBERS, MEMBERS), max_size=20)
WORDS = st.lists(st.sampled_from(["yoga", "tea", "chess"]), max_size=3, unique=True).map(tuple)


@given(
    PAIRS,
    PAIRS.map(lambda pairs: {ordered(*pair) for pair in pairs}),
    st.dictionaries(st.tuples(MEMBERS, MEMBERS), st.integers(1, 5)),
    st.lists(WORDS, min_size=7, max_size=7),
    st.dictionaries(MEMBERS, st.integers(0, 3)),
)
def test_nobody_comes_out_who_must_not(
    apart: set[tuple[int, int]],
    settled: set[tuple[int, int]],
    ties: dict[tuple[int, int], int],
    interests: list[tuple[str, ...]],
    load: dict[int, int],
) -> None:
    people = [person(n, *words, buddy=True) for n, words in enumerate(interests, 1)]
    me = people[0]
    found = [fit.member_id for fit in fits(me, people, ties, apart, settled, never)]
    buddy = buddy_for(me, people, load, 2, apart, settled, never)
    for other in [*found, *([buddy.member_id] if buddy else [])]:
        assert other != 1
        assert not {(1, other), (other, 1)} & apart
        assert (1, other) not in settled
    for other in found:
        assert ties.get((1, other), 0) + ties.get((other, 1), 0) < KNOWN
    assert buddy is None or load.get(buddy.member_id, 0) < 2
    may = {
        n for n in range(2, 8)
        if not {(1, n), (n, 1)} & apart and (1, n) not in settled
    }  # fmt: skip
    assert (buddy is None) == all(load.get(n, 0) >= 2 for n in may)
