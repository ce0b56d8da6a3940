"""What is remembered of the latest messages: in order, bounded, and forgotten again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cogs.safety.config import NOTABLE
from cogs.safety.detection.seen import Finding, Seen
from cogs.safety.detection.shelves import MOST_LOOKED_AT
from cogs.safety.detection.window import Window
from cogs.safety.times import DAY_MS
from tests.cogs.safety.detection.story import ANA, BEN, CY, MINUTE, NOW, numbers, seen


def empty(window: Window) -> bool:
    """Whether nothing is left in any corner of it, its indexes too."""
    shelves = (window._all, window._authors, window._targets, window._pairs, window._words)
    left = [row for shelf in shelves for row in shelf._rows]
    return not (
        left
        or window._places
        or window._strikes
        or window._told
        or window._cleared
        or window._decided
    )


# ---- remembering


def test_messages_stand_by_author_target_pair_and_words() -> None:
    window = Window()
    for row in (seen(1), seen(2, CY), seen(3, ANA, CY), seen(4, abuse=NOTABLE - 0.01)):
        window.add(row)
    assert numbers(window.by_author(ANA, MINUTE)) == [1, 3, 4]
    assert numbers(window.at_target(BEN, MINUTE)) == [1, 2]  # only what is notable
    assert numbers(window.between(ANA, BEN, MINUTE)) == [1]
    assert numbers(window.same_words(ANA, seen(1).fingerprint, MINUTE)) == [1, 4]
    assert numbers(window.since(NOW + 3000)) == [3, 4]
    assert window.by_author(99, MINUTE) == []
    assert window.find((1, 3)) == seen(3, ANA, CY)
    assert window.find((2, 3)) is None


def test_within_counts_back_from_the_latest_of_them() -> None:
    window = Window()
    for number in (1, 2, 61, 62):
        window.add(seen(number))
    window.add(seen(5000, CY))
    assert numbers(window.by_author(ANA, MINUTE)) == [2, 61, 62]
    assert numbers(window.by_author(ANA, 0)) == [62]


def test_an_edit_takes_the_place_of_what_stood_there() -> None:
    window = Window()
    window.add(seen(1))
    window.add(seen(1, target=CY, abuse=0.5, fingerprint=b"other"))
    assert len(window) == 1
    assert window.at_target(BEN, MINUTE) == []
    assert numbers(window.at_target(CY, MINUTE)) == [1]
    assert window.same_words(ANA, seen(1).fingerprint, MINUTE) == []


def test_nobody_is_their_own_target() -> None:
    window = Window()
    window.add(seen(1, targets=(ANA, BEN, BEN)))
    assert window.at_target(ANA, MINUTE) == []
    assert numbers(window.at_target(BEN, MINUTE)) == [1]


def test_after_a_restart_the_store_fills_what_is_missing() -> None:
    window = Window()
    window.add(seen(2, abuse=0.9))
    window.restore([seen(3, CY), seen(2, abuse=0.1), seen(1)])
    assert numbers(window.at_target(BEN, MINUTE)) == [1, 2, 3]
    assert window.between(ANA, BEN, MINUTE)[1].abuse == 0.9


def test_what_was_cleared_before_a_restart_is_no_evidence_after_it() -> None:
    window = Window(span=MINUTE)
    window.restore([seen(1), seen(70), seen(71)], cleared={(1, 1), (1, 70), (1, 99)})
    assert [window.counts(row) for row in window.since(0)] == [False, True]
    window.expire(NOW + DAY_MS)
    assert empty(window)


# ---- forgetting


def test_what_is_too_old_is_forgotten_everywhere() -> None:
    window = Window(span=MINUTE)
    window.add(seen(1))
    window.fresh(Finding("repeated", target_id=BEN, messages=((1, 1),)))
    window.deleted(1, 1)
    window.cleared(1, 1)
    window.settled(1, 1)
    window.add(seen(62, CY, None))
    assert window.by_author(ANA, DAY_MS) == []
    window.expire(NOW + 62_000 + MINUTE + 1)
    assert len(window) == 0
    assert empty(window)


def test_a_longer_or_shorter_span_holds_from_the_next_message_on() -> None:
    window = Window(span=MINUTE)
    window.add(seen(1))
    window.add(seen(50))
    window.span = 10_000
    window.add(seen(51))
    assert numbers(window.since(0)) == [50, 51]


def test_never_more_than_the_limit_and_the_latest_stay() -> None:
    window = Window(most=100)
    for number in range(1000):
        window.add(seen(number, number % 7, number % 5 + 10))
    assert numbers(window.since(0)) == list(range(900, 1000))
    assert sum(len(window.by_author(author, DAY_MS)) for author in range(7)) == 100
    window.forget_member(3)
    window.expire(NOW + 10 * DAY_MS)
    assert empty(window)


def test_a_row_is_cut_to_the_latest() -> None:
    window = Window()
    for number in range(MOST_LOOKED_AT + 50):
        window.add(seen(number))
    rows = numbers(window.at_target(BEN, DAY_MS))
    assert rows == list(range(50, MOST_LOOKED_AT + 50))


def test_who_asks_to_be_forgotten_is_gone_as_author_and_as_target() -> None:
    window = Window()
    for row in (seen(1), seen(2, BEN, ANA), seen(3, CY, targets=(ANA, BEN))):
        window.add(row)
    window.deleted(1, 1)
    window.forget_member(ANA)
    assert numbers(window.since(0)) == [2, 3]
    assert window.at_target(ANA, DAY_MS) == []
    assert numbers(window.at_target(BEN, DAY_MS)) == [3]
    assert window.strikes(seen(1).fingerprint) == []
    assert ANA not in {who for row in window.since(0) for who in (row.author_id, *row.targets)}


def test_two_accounts_of_one_person_become_one() -> None:
    window = Window()
    rows = (seen(1), seen(2, CY), seen(3, BEN, targets=(ANA, CY)), seen(4, CY, ANA))
    for row in rows:
        window.add(row)
    window.deleted(1, 2)
    window.link(ANA, CY)
    assert numbers(window.between(ANA, BEN, DAY_MS)) == [1, 2]
    assert window.at_target(CY, DAY_MS) == []
    assert numbers(window.at_target(ANA, DAY_MS)) == [3]
    assert window.since(0)[3].targets == ()
    assert [s.seen.author_id for s in window.strikes(rows[1].fingerprint)] == [ANA]


# ---- always

messages = st.builds(
    seen,
    number=st.integers(0, 40),
    author=st.integers(1, 4),
    target=st.none() | st.integers(1, 4),
    abuse=st.sampled_from((0.0, 0.3, 0.9)),
    channel_id=st.integers(1, 2),
)


def by_place(rows: list[Seen]) -> list[Seen]:
    return list({row.place: row for row in rows}.values())


@given(rows=st.lists(messages, max_size=40).map(by_place), data=st.data())
def test_the_order_in_which_messages_come_does_not_matter(
    rows: list[Seen], data: st.DataObject
) -> None:
    one, other = Window(span=20_000, most=15), Window(span=20_000, most=15)
    for row in rows:
        one.add(row)
    for row in data.draw(st.permutations(rows)):
        other.add(row)
    assert one.since(0) == other.since(0)
    for member in range(1, 5):
        assert one.by_author(member, 9000) == other.by_author(member, 9000)
        assert one.at_target(member, 9000) == other.at_target(member, 9000)
        assert one.between(ANA, member, 9000) == other.between(ANA, member, 9000)


steps = st.one_of(
    messages.map(lambda row: ("add", row)),
    st.tuples(st.sampled_from(("deleted", "settled", "cleared")), messages),
    st.tuples(st.sampled_from(("forget", "link")), messages),
)


@given(st.lists(steps, max_size=80))
def test_whatever_happens_it_stays_bounded_ordered_and_forgets(
    happened: list[tuple[str, Seen]],
) -> None:
    window = Window(span=20_000, most=15)
    for what, row in happened:
        match what:
            case "add":
                window.add(row)
            case "forget":
                window.forget_member(row.author_id)
                members = [m for s in window.since(0) for m in (s.author_id, *s.targets)]
                assert row.author_id not in members
            case "link":
                window.link(row.author_id, row.author_id % 4 + 1)
            case _:
                getattr(window, what)(*row.place)
        rows = window.since(0)
        assert len(rows) == len(window) <= 15
        assert rows == sorted(rows, key=lambda s: (s.sent_at, s.place))
        assert all(s.sent_at >= window.now - window.span for s in rows)
        for member in range(1, 5):
            assert window.by_author(member, DAY_MS) == [s for s in rows if s.author_id == member]
            aimed = [s for s in rows if member in s.targets and member != s.author_id]
            notable = [s for s in aimed if s.abuse >= NOTABLE]
            assert window.at_target(member, DAY_MS) == notable
    window.expire(NOW + DAY_MS)
    assert empty(window)


def test_a_step_is_told_when_enough_has_joined_and_told_again_when_it_was_not() -> None:
    window = Window()
    for number in range(1, 21):
        window.add(seen(number))

    def found(last: int) -> Finding:
        return Finding("flood", messages=tuple((1, n) for n in range(1, last + 1)))

    assert len(window.fresh(found(8), 8)) == 8
    assert window.fresh(found(8), 8) == ()
    assert window.fresh(found(9), 8) == ((1, 9),)
    assert window.fresh(found(10), 8) == (), "less than an eighth"
    assert window.fresh(found(11), 8) == ((1, 10), (1, 11))
    window.untold(replace(found(11), fresh=((1, 11),)))
    assert window.fresh(found(11)) == ((1, 11),)
