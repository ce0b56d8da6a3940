"""The file of a closed poll: written in one way, read strictly."""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.polls.methods import drawn
from cogs.polls.model import Marks, Poll, Rules
from cogs.polls.record import Record, canonical, make_record, read_record
from tests.cogs.polls.methods.elections import relaxed
from tests.cogs.polls.record.closed import CLOSED_AT, asked, cast, closed, closings, many

Closing = tuple[Poll, list[tuple[str, Marks]], int, int | None]


def edited(record: Record, **changes: Any) -> str:
    return json.dumps(json.loads(record.to_json()) | changes)


@relaxed
@given(closings(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_does_not_matter(closing: Closing, chance: random.Random) -> None:
    poll, ballots, at, eligible = closing
    record = make_record(poll, ballots, at, eligible)
    chance.shuffle(ballots)
    assert make_record(poll, ballots, at, eligible) == record


@relaxed
@given(closings())
def test_it_is_read_as_it_was_written(closing: Closing) -> None:
    record = make_record(*closing)
    text = record.to_json()
    assert read_record(text) == record
    assert read_record(text.encode()) == record
    assert read_record(json.dumps(json.loads(text), indent=1).encode("utf-8-sig")) == record


def test_ballots_lose_what_they_do_not_say() -> None:
    """A ballot from before an answer was added is the same as one that leaves it out."""
    poll = asked(Rules(kind="multiple", hidden=True, remind=True, secrecy="open"), 3)
    long = make_record(poll, [("B", (1, 0, 0)), ("A", (0, 1, 0)), ("C", (0, 0))], 0, None)
    short = make_record(poll, [("A", (0, 1)), ("B", (1,))], 0, None)
    assert long == short
    assert long.ballots == (("A", (0, 1)), ("B", (1,)))
    assert long.rules == Rules(kind="multiple")


def test_the_chain_step_by_step() -> None:
    record = closed((1,), (0, 1))
    header = (
        '{"closed_at":"2026-03-01T12:00:00.123Z","eligible":null,"kind":"multiple",'
        '"options":["Roggen","Dinkel 🌾","Baguette à l’ancienne"],"poll":12,'
        '"question":"Which bread?","rules":{"budget":5,"quorum":0,"quorum_percent":0,'
        '"threshold":0},"townhall_poll":1}'
    )
    (one, _), (two, _) = record.ballots
    marks = {receipt: "[1]" if ballot == (1,) else "[0,1]" for receipt, ballot in record.ballots}
    link = sha256(header.encode()).digest()
    for receipt in sorted([one, two]):
        link = sha256(link + f'["{receipt}",{marks[receipt]}]'.encode()).digest()
    assert record.fingerprint == link.hex()


def test_a_tie_is_settled_by_the_fingerprint() -> None:
    winners = set()
    for moment in range(20):
        poll = asked(Rules(), 2)
        record = make_record(poll, cast([(1,), (0, 1)]), CLOSED_AT + moment, None)
        assert record.outcome == "tie"
        assert record.count.winner == drawn(bytes.fromhex(record.fingerprint), 2)[0]
        winners.add(record.count.winner)
    assert winners == {0, 1}


def test_text_stays_as_it_is() -> None:
    """RFC 8785: nothing but quotation marks, backslashes and control characters is escaped."""
    said = '"\\/\b\t\n\f\r\x00\x1f\x7fé\u2028🌾'
    assert canonical(said).decode() == ('"\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\x7fé\u2028🌾"')
    composed, apart = unicodedata.normalize("NFC", "Käse"), unicodedata.normalize("NFD", "Käse")
    poll = asked(Rules(), 2)
    prints = {
        make_record(replace(poll, question=word), [], 0, None).fingerprint
        for word in (composed, apart)
    }
    assert len(prints) == 2


def test_a_ballot_is_found_by_its_receipt() -> None:
    record = closed((1,), (0, 1))
    [(first, marks), _] = record.ballots
    assert record.ballot(f" {first.lower().replace('-', '')} ") == marks
    assert record.ballot("0000-0000-0000") is None
    assert record.ballot("not a receipt") is None


def test_a_hundred_thousand_ballots() -> None:
    record = many(100_000)
    assert read_record(record.to_json()) == record
    assert record.count.voters == 100_000


NOT_A_RECORD = "This is not the record of a poll"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON: I can read it until line 1, column 1"),
        ('{"townhall_poll":1,\n"poll"', "line 2, column 7"),
        (b"\xff\xfe\xfd", "not text in UTF-8"),
        (b'{"townhall_poll":1,"question":"\xe9"}', "not text in UTF-8"),
        (r'{"townhall_poll":1,"question":"\ud800"}', "not text in UTF-8"),
        ("[" * 100_000, NOT_A_RECORD),
        ("[]", NOT_A_RECORD),
        ("{}", NOT_A_RECORD),
        ('{"townhall_poll":2}', "another version of Townhall"),
        ('{"townhall_poll":1}', f"{NOT_A_RECORD}: poll is wrong or missing"),
        ('{"townhall_poll":1,"townhall_poll":1}', "says something twice"),
        ('{"townhall_poll":1,"poll":NaN}', "numbers are whole and small"),
        ('{"townhall_poll":1,"poll":1.0}', "numbers are whole and small"),
        ('{"townhall_poll":1,"poll":%s}' % ("9" * 5000), "numbers are whole and small"),
    ],
)
def test_what_cannot_be_a_record(text: str | bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_record(text)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"extra": 1}, "extra"),
        ({"poll": -1}, "poll"),
        ({"poll": True}, "poll"),
        ({"poll": "12"}, "poll"),
        ({"kind": "guess"}, "kind"),
        ({"options": ["a"] * 101}, "options"),
        ({"eligible": 2**53}, "eligible"),
        ({"closed_at": "2026-03-01"}, "closed_at"),
        ({"closed_at": "2026-02-30T00:00:00.000Z"}, "closed_at"),
        ({"closed_at": "0000-02-30T00:00:00.000Z"}, "closed_at"),
        ({"fingerprint": "A" * 64}, "fingerprint"),
        ({"ballots": [["A", [-1]]]}, "ballots.0.1.0"),
        ({"ballots": [["A", [True]]]}, "ballots.0.1.0"),
        ({"ballots": [["A"]]}, "ballots.0"),
        ({"rules": {}}, "rules"),
        ({"rules": {"quorum": -1}}, "rules"),
        ({"rules": {"hidden": 1}}, "rules"),
        ({"result": {}}, "result"),
        ({"x" * 1000: 1}, "x…"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueError, match=where) as caught:
        read_record(edited(closed((1,)), **changes))
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    "changes",
    [
        {"scores": ["1e999999999", "0", "0"]},
        {"scores": ["2/2", "0", "0"]},
        {"scores": [1, 0, 0]},
        {"scores": None},
        {"shares": ["1/0", "0", "0"]},
        {"shares": ["-1", "0", "0"]},
        {"voters": "1"},
        {"voters": True},
        {"winner": "0"},
        {"lot": 0},
        {"outcome": "won"},
        {"more": 1},
    ],
)
def test_results_have_one_spelling(changes: dict[str, Any]) -> None:
    record = closed((1,))
    result = json.loads(record.to_json())["result"]
    with pytest.raises(ValueError, match=r"^(This is not|result is not)"):
        read_record(edited(record, result=result | changes))
