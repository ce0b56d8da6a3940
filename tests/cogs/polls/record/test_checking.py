"""Whatever is changed in a record is noticed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogs.polls.model import Marks, Poll
from cogs.polls.record import (
    Record,
    canonical,
    faults,
    make_record,
    outcome_of,
    read_record,
)
from tests.cogs.polls.methods.elections import relaxed
from tests.cogs.polls.record.closed import CLOSED_AT, asked, closed, closings

Closing = tuple[Poll, list[tuple[str, Marks]], int, int | None]
Edit = Callable[[Any], None]


@relaxed
@given(closings())
def test_what_closing_makes_follows(closing: Closing) -> None:
    assert faults(make_record(*closing)) == []


# ---- any single change


def edits(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Where a record can be changed, and what could stand there instead: every value anew, every
    element gone, doubled and swapped with the next one, every key gone, one key more."""
    match data:
        case dict():
            yield path, data | {"more": 1}
            for key, value in data.items():
                yield path, {k: v for k, v in data.items() if k != key}
                yield from edits(value, (*path, key))
        case list():
            for i, value in enumerate(data):
                yield path, data[:i] + data[i + 1 :]
                yield path, [*data[:i], value, *data[i:]]
                yield path, [*data[:i], *data[i : i + 2][::-1], *data[i + 2 :]]
                yield from edits(value, (*path, i))
        case bool():
            yield path, not data
        case int():
            yield from ((path, other) for other in (data + 1, data - 1, float(data), None))
        case str():
            yield from ((path, other) for other in (data + " ", data[1:], data.swapcase(), "0"))
        case None:
            yield from ((path, other) for other in (0, 1, ""))


def with_edit(data: Any, path: Sequence[Any], other: Any) -> Any:
    if not path:
        return other
    data = copy.copy(data)
    data[path[0]] = with_edit(data[path[0]], path[1:], other)
    return data


def noticed(data: Any) -> bool:
    try:
        return bool(faults(read_record(json.dumps(data))))
    except ValueError:
        return True


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(closings(), st.data())
def test_any_change_is_noticed(closing: Closing, choice: st.DataObject) -> None:
    plain = json.loads(make_record(*closing).to_json())
    path, other = choice.draw(st.sampled_from(list(edits(plain))))
    changed = with_edit(plain, path, other)
    assert noticed(changed) is (json.dumps(changed) != json.dumps(plain))


def test_each_change_of_one_record() -> None:
    """Not by chance, but all of them."""
    record = closed((1,), (1, 1), (0, 1), (0, 0, 1), eligible=9, quorum=2, threshold=10)
    assert record.count.lot
    plain = json.loads(record.to_json())
    changes = [with_edit(plain, path, other) for path, other in edits(plain)]
    different = [change for change in changes if json.dumps(change) != json.dumps(plain)]
    assert len(different) > 250
    assert [change for change in different if not noticed(change)] == []
    assert not noticed(plain)


@relaxed
@given(closings(), st.data())
def test_a_forger_cannot_keep_the_fingerprint(closing: Closing, choice: st.DataObject) -> None:
    """Who changes ballots or header and makes all follow again has another fingerprint than the
    one that was published."""
    poll, ballots, at, eligible = closing
    true = make_record(poll, ballots, at, eligible)
    forgeries = {
        "question": make_record(replace(poll, question=poll.question + "!"), ballots, at, eligible),
        "number": make_record(replace(poll, id=13), ballots, at, eligible),
        "moment": make_record(poll, ballots, at + 1, eligible),
        "eligible": make_record(poll, ballots, at, (eligible or 0) + 1),
        "quorum": make_record(
            replace(poll, rules=replace(poll.rules, quorum=poll.rules.quorum + 1)),
            ballots, at, eligible,
        ),
        "threshold": make_record(
            replace(poll, rules=replace(poll.rules, threshold=poll.rules.threshold ^ 1)),
            ballots, at, eligible,
        ),
    }  # fmt: skip
    if ballots:
        forgeries["removed"] = make_record(poll, ballots[1:], at, eligible)
        forgeries["added"] = make_record(
            poll, [*ballots, ("0000-0000-0000", ballots[0][1])], at, eligible
        )
    forged = forgeries[choice.draw(st.sampled_from(sorted(forgeries)))]
    assert faults(forged) == []
    assert forged.fingerprint != true.fingerprint
    # and who leaves the fingerprint as it was is noticed
    assert faults(replace(forged, fingerprint=true.fingerprint))


@relaxed
@given(closings(), closings())
def test_a_result_follows_from_its_own_ballots_only(one: Closing, other: Closing) -> None:
    mine, theirs = make_record(*one), make_record(*other)
    borrowed = replace(mine, count=theirs.count, outcome=theirs.outcome)
    same = (mine.count, mine.outcome) == (theirs.count, theirs.outcome)
    assert bool(faults(borrowed)) is not same


# ---- in plain words


def resealed(record: Record) -> Record:
    """As somebody would do who knows how."""
    return replace(record, fingerprint=record.seal())


def test_it_says_what_does_not_follow() -> None:
    record = closed((1,), (1,), (0, 1))
    claimed = replace(record.count, winner=1)
    assert faults(replace(record, count=claimed)) == [
        "The result says that the winner is “Dinkel 🌾”; counting the ballots gives “Roggen”."
    ]
    claimed = replace(record.count, winner=7, voters=4)
    assert faults(replace(record, count=claimed)) == [
        "The result speaks of 4 voters, and there are 3 ballots.",
        "The result says that the winner is answer 8, which there is not; counting the ballots "
        "gives “Roggen”.",
    ]
    shares = record.count.shares[::-1]
    assert faults(replace(record, count=replace(record.count, shares=shares))) == [
        "The numbers of the result are not those that counting the ballots gives."
    ]
    assert faults(replace(record, outcome="passed")) == [
        "The outcome should be “decided”, not “passed”."
    ]
    assert faults(replace(record, ballots=record.ballots[1:])) == [
        "The fingerprint is not that of this poll and these ballots: something was changed."
    ]


@pytest.mark.parametrize(
    ("ballots", "says"),
    [
        ([("9999-9999-9999", (1,)), ("1111-1111-1111", (1,))], "not in the order"),
        ([("1111-1111-1111", (1,))] * 2, "more than once: 1111-1111-1111."),
        ([("1111-1111-111O", (1,))], "like no receipt: 1111-1111-111O."),
        ([("1111-1111-1111", (2,))], "no valid ballot of this kind of poll: 1111-1111-1111."),
        ([("1111-1111-1111", (1, 0))], "no valid ballot"),
        ([("1111-1111-1111", (0, 0, 0, 1))], "no valid ballot"),
        ([("1111-1111-1111", ())], "no valid ballot"),
        ([(f"{n:04}-1111-1111", (2,)) for n in range(7)], "0004-1111-1111 and 2 more."),
    ],
)
def test_it_says_which_ballots_are_wrong(ballots: list[tuple[str, Marks]], says: str) -> None:
    [fault] = faults(resealed(replace(closed((1,)), ballots=tuple(ballots))))
    assert says in fault


def test_it_says_what_is_wrong_with_the_answers() -> None:
    record = closed((1,), kind="yesno")
    [fault] = faults(resealed(replace(record, options=("No", "Yes", "Abstain"))))
    assert fault == "The answers of this kind of poll are Yes, No, Abstain, in this order."
    record = closed((1,))
    assert faults(resealed(replace(record, options=("Rye", "Rye")))) == [
        "An answer is there twice."
    ]
    [fault] = faults(resealed(replace(record, options=("Rye",))))
    assert fault == "This kind of poll has at least 2 answers, not 1."


def test_two_ballots_with_one_receipt() -> None:
    """The chance is negligible, and a copied ballot looks the same: the poll closes, in one way,
    and the record says so."""
    poll = asked(closed().rules, 3)
    twins = [("1111-1111-1111", (1,)), ("1111-1111-1111", (0, 1))]
    record = make_record(poll, twins, CLOSED_AT, None)
    assert make_record(poll, twins[::-1], CLOSED_AT, None) == record
    assert record.count.voters == 2
    assert record.ballot("1111-1111-1111") in {(1,), (0, 1)}
    assert faults(record) == ["This receipt is there more than once: 1111-1111-1111."]


# ---- outcomes


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (closed(), "nobody"),
        (closed(quorum=1), "nobody"),
        (closed((1,), quorum=2), "no_quorum"),
        (closed((1,), (1,), quorum=2), "decided"),
        (closed((1,), quorum_percent=50, eligible=3), "no_quorum"),  # 1.5 are 2
        (closed((1,), (1,), quorum_percent=50, eligible=3), "decided"),
        (closed((1,), (1,), quorum=3, quorum_percent=1, eligible=3), "no_quorum"),
        (closed((1,), (1,), quorum_percent=1, eligible=None), "no_quorum"),
        (closed((1,), (1,), quorum_percent=100, eligible=1), "decided"),  # one has left since
        (closed((1,), quorum_percent=100, eligible=0), "decided"),
        (closed((1,), (0, 1)), "tie"),
        (closed((1,), (0, 1), threshold=50), "passed"),
        (closed((1,), (0, 1), threshold=51), "failed"),
        (closed((1,), (0, 1), threshold=51, quorum=3), "no_quorum"),
        (closed((1,), (1,), (0, 1), kind="yesno"), "passed"),
        (closed((1,), (1,), (0, 1), kind="yesno", threshold=66), "passed"),
        (closed((1,), (1,), (0, 1), kind="yesno", threshold=67), "failed"),
        (closed((1,), (0, 1), kind="yesno"), "failed"),
        (closed((0, 0, 1), kind="yesno"), "failed"),
        (closed((1, 1, 1), kind="dates"), "failed"),
        (closed((1, 2), (2, 1), kind="ranked"), "tie"),
    ],
)
def test_outcomes(record: Record, outcome: str) -> None:
    assert record.outcome == outcome
    assert outcome_of(record.count, record.rules, record.eligible) == outcome
    assert faults(record) == []


def test_the_ballot_of_another_poll_is_another_ballot() -> None:
    """A chain begins with its poll: the same ballots elsewhere have another fingerprint."""
    record = closed((1,))
    elsewhere = replace(record, poll_id=13)
    assert canonical(record.ballots) == canonical(elsewhere.ballots)
    assert record.seal() != elsewhere.seal()
