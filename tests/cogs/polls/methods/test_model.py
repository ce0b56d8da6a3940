"""Rules, drafts and the texts of a poll."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.errors import UserError
from bot.api.text import clip
from cogs.polls.model import (
    DAY_MS,
    Draft,
    Poll,
    Rules,
    checked_options,
    checked_question,
    find,
    padded,
    reference,
    trimmed,
    with_option,
)

from .elections import relaxed


def poll(poll_id: int, question: str) -> Poll:
    return Poll(poll_id, 1, 1, 1, question, ("a", "b"), Rules(), 0, 1000)


@relaxed
@given(st.builds(Rules))
def test_rules_survive_json(rules: Rules) -> None:
    assert Rules.from_json(rules.to_json()) == rules


def test_absent_rules_have_their_default_and_unknown_ones_are_refused() -> None:
    assert Rules.from_json("{}") == Rules()
    assert Rules.from_json('{"kind":"dots","budget":7}') == Rules(kind="dots", budget=7)
    for wrong in (
        '{"knid":"dots"}',
        '{"kind":"guess"}',
        '{"budget":"7"}',
        '{"budget":0}',
        '{"threshold":101}',
        '{"quorum":-1}',
        '{"quorum":true}',
        '{"hidden":1}',
        "[]",
        "no",
    ):
        with pytest.raises(ValueError):
            Rules.from_json(wrong)


def test_errors_do_not_show_what_was_written() -> None:
    with pytest.raises(ValueError) as raised:
        Draft.from_json('{"question":["the secret party"]}')
    assert str(raised.value) == "this cannot be read: question"


def test_a_draft_survives_json_and_knows_its_end() -> None:
    draft = Draft("Which cake?", ("a", "b"), Rules(kind="ranked"), closes_at=5000)
    assert Draft.from_json(draft.to_json()) == draft
    assert draft.deadline(1000) == 5000
    assert draft.deadline(5000) == 5000 + DAY_MS
    assert Draft(lasts=10).deadline(1000) == 1010


@relaxed
@given(st.lists(st.integers(0, 3)).map(tuple), st.integers(0, 5))
def test_ballots_are_written_one_way(marks: tuple[int, ...], more: int) -> None:
    longer = padded(marks, len(marks) + more)
    assert trimmed(longer) == trimmed(marks)
    assert padded(trimmed(marks), len(longer)) == longer


def test_questions_and_options_are_checked() -> None:
    assert checked_question("  Which \n cake? ") == "Which cake?"
    assert checked_options([" a ", "", "b"], 10) == ("a", "b")
    assert with_option(("a", "b"), " c  d ", 10) == ("a", "b", "c d")
    for options, text, most, sentence in (
        (("a", "b"), "B", 10, "“B” is there twice"),
        (("a", "b"), "c", 2, "has 2 answers already"),
        (("a", "b"), " ", 10, "write the answer"),
        (("a", "b"), "x" * 81, 10, "at most 80 characters"),
    ):
        with pytest.raises(UserError, match=sentence):
            with_option(options, text, most)
    for question in ("  ", "x" * 201):
        with pytest.raises(UserError):
            checked_question(question)


def test_polls_are_found_by_number_or_words() -> None:
    polls = [poll(1, "Which cake?"), poll(12, "Which bread?")]
    assert find(polls, "#12 Which bread?") == find(polls, "12") == [polls[1]]
    assert find(polls, "CAKE") == [polls[0]]
    assert find(polls, "") == polls
    assert reference(polls[1]) == "#12 Which bread?"
    assert polls[0].takes_votes(999) and not polls[0].takes_votes(1000)
    assert clip("a" * 10, 5) == "aaaa…"
