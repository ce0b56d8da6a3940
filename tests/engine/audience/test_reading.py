"""Conditions are read as they are meant, and what is not understood is named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.api.errors import UserError
from bot.engine.audience.reading import MAX_DEPTH, MAX_LENGTH, Vocabulary, read
from bot.engine.audience.saying import said
from bot.engine.audience.tree import (
    UNIT_MS,
    And,
    Everybody,
    Flag,
    Not,
    Number,
    Or,
    Segment,
    Time,
    Tree,
    Word,
    written,
)

WORDS = Vocabulary(
    {"vip": "flag", "ideas": "number", "joined": "time", "role": "words", "activity": "words"},
    {"new": "activity", "regular": "activity"},
)
NEW = Word("activity", "new")
VIP = Flag("vip")


@pytest.mark.parametrize(
    ("condition", "tree"),
    [
        ("", Everybody()),
        ("  \n ", Everybody()),
        ("vip", VIP),
        ("VIP", VIP),
        ('new and not role "Trainer"', And((NEW, Not(Word("role", "Trainer"))))),
        ("role Trainer", Word("role", "Trainer")),
        ("role is Trainer", Word("role", "Trainer")),
        ("ROLE IS NOT Trainer", Not(Word("role", "Trainer"))),
        ("role not Trainer", Not(Word("role", "Trainer"))),
        ("role „rope climber“", Word("role", "rope climber")),
        ("role 'rope climber'", Word("role", "rope climber")),
        ("role O'Brien", Word("role", "O'Brien")),
        ('role "say ""hi"""', Word("role", 'say "hi"')),
        ('role "and"', Word("role", "and")),
        ("ideas>=2", Number("ideas", ">=", 2)),
        ("ideas ≥ 2", Number("ideas", ">=", 2)),
        ("ideas == 0", Number("ideas", "=", 0)),
        ("ideas is 0", Number("ideas", "=", 0)),
        ("ideas is not -3", Number("ideas", "!=", -3)),
        ("joined within 30 days", Time("joined", True, 30, "day")),
        ("joined over 1 week ago", Time("joined", False, 1, "week")),
        ("joined over 2 years", Time("joined", False, 2, "year")),
        ("segment regulars", Segment("regulars")),
        ('SEGMENT "My people"', Segment("My people")),
        ("vip or new and regular", Or((VIP, And((NEW, Word("activity", "regular")))))),
        ("(vip or new) and vip", And((Or((VIP, NEW)), VIP))),
        ("not not vip", Not(Not(VIP))),
        ("not (vip and new)", Not(And((VIP, NEW)))),
        ("not vip and new", And((Not(VIP), NEW))),
        ("((vip))", VIP),
        ("everybody", Everybody()),
        ("Everyone and not new", And((Everybody(), Not(NEW)))),
        ("role = Trainer", Word("role", "Trainer")),
        ("role != Trainer", Not(Word("role", "Trainer"))),
        ('segment is not "My people"', Not(Segment("My people"))),
        ("not in the segment “My people”", Not(Segment("My people"))),
        ("segment all", Segment("all")),
        ("ideas => 2", Number("ideas", ">=", 2)),
        ("ideas at least 2", Number("ideas", ">=", 2)),
        ("ideas is at most 2 and vip", And((Number("ideas", "<=", 2), VIP))),
        ("ideas is more than 2", Number("ideas", ">", 2)),
        ("ideas fewer than 2", Number("ideas", "<", 2)),
        ("ideas is not less than 2", Not(Number("ideas", "<", 2))),
        ("joined in the last 30 days", Time("joined", True, 30, "day")),
        ("joined less than 30 days ago", Time("joined", True, 30, "day")),
        ("joined within 30days", Time("joined", True, 30, "day")),
        ("joined within the past week", Time("joined", True, 1, "week")),
        ("joined more than a year ago", Time("joined", False, 1, "year")),
        ("joined not within the last 2 weeks", Not(Time("joined", True, 2, "week"))),
    ],
)
def test_a_condition_is_read(condition: str, tree: Tree) -> None:
    assert read(condition, WORDS) == tree


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("nwe", "I do not know “nwe”. Did you mean new?"),
        (
            "xylophone",
            "“xylophone”. You can use activity, ideas, joined, new, regular, role, segment, vip.",
        ),
        ('"vip"', "Leave out the quotation marks around vip."),
        ("new, vip", "Write and or or in place of the comma."),
        ("Stammgäste", "I do not know “Stammgäste”. Did you mean regular?"),
        ("neue", "I do not know “neue”. Did you mean new?"),
        ("nicht new", "I do not know “nicht”. Did you mean not?"),
        ("alle", "I do not know “alle”. Did you mean everybody?"),
        ("unreachable", "I do not know “unreachable”. You can use"),
        ("joined within a", "Something is missing at the end: joined is a time"),
        ("ideas is many", "I do not understand “many” here: ideas is a number"),
        ("vip vip", "I do not understand “vip” here: after a condition comes and, or or nothing"),
        ("role rope climber", "I do not understand “climber” here"),
        ("role", "missing at the end: a word for role comes here"),
        ("role and vip", "I do not understand “and” here: a word for role"),
        ("vip and", "Something is missing at the end. You can use"),
        ("and vip", "There is nothing that “and” could belong to; say more before it."),
        ("ideas", "missing at the end: ideas is a number, as in ideas >= 2"),
        ("ideas many", "I do not understand “many” here: ideas is a number"),
        ("ideas >= two", "I do not understand “two” here: ideas is a number"),
        ("ideas > 1234567890123", "“1234567890123”"),
        ("ideas > ٣", "“٣”"),
        ("joined yesterday", "“yesterday” here: joined is a time, as in joined within 30 days"),
        ("joined within many days", "“many”"),
        ("joined within 3 moons", "“moons”"),
        ("joined within 3", "Something is missing at the end: joined is a time"),
        ("segment", "Something is missing at the end: the name of a segment"),
        ("(vip", "A parenthesis is not closed."),
        ("(vip vip)", "“vip” here: close the parenthesis"),
        ("vip)", "a closing parenthesis too many"),
        ("()", "There is nothing between the parentheses."),
        ('role "Trainer', 'The quotation mark in “"Trainer” is not closed.'),
        ('role "  "', "There is nothing between the quotation marks."),
        ("role !x", "I do not understand “!x”"),
        ("x" * (MAX_LENGTH + 1), "too long: a condition has at most 500 characters"),
        ("(" * 60 + "vip" + ")" * 60, "nested too deeply"),
        ("not " * 60 + "vip", "nested too deeply"),
    ],
)
def test_what_is_not_understood_is_named(condition: str, problem: str) -> None:
    with pytest.raises(UserError) as caught:
        read(condition, WORDS)
    assert problem in str(caught.value)


def test_what_is_near_in_letters_is_not_said_where_it_means_the_contrary() -> None:
    everywhere = Vocabulary(
        {"reachable": "flag", "activity": "words"},
        dict.fromkeys(("active", "quiet", "slipping"), "activity"),
    )
    for typed, hint in (("inactive", "quiet or slipping"), ("unreachable", "not reachable")):
        with pytest.raises(UserError, match=f"Did you mean {hint}\\?"):
            read(typed, everywhere)
        read(hint, everywhere)


texts = st.text(min_size=1, max_size=12).map(str.strip).filter(bool)
leaves: st.SearchStrategy[Any] = st.one_of(
    st.just(VIP),
    st.just(Everybody()),
    st.builds(Number, st.just("ideas"), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
              st.integers(-999, 999)),
    st.builds(Time, st.just("joined"), st.booleans(), st.integers(0, 9999),
              st.sampled_from(list(UNIT_MS))),
    st.builds(Word, st.sampled_from(["role", "activity"]), texts),
    st.builds(Segment, texts),
)  # fmt: skip


def _branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(And, several), st.builds(Or, several))


trees = st.recursive(leaves, _branches, max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(trees)
@example(And((And((VIP, NEW)), Or((VIP, Or((NEW, VIP)))))))
@example(Word("role", '"'))
@example(Word("role", "not"))
@example(Word("role", "'a"))
def test_what_is_written_is_read_again(tree: Tree) -> None:
    condition = written(tree)
    if len(condition) <= MAX_LENGTH:
        assert read(condition, WORDS) == tree
    assert str(said(tree))


pieces = st.sampled_from(
    ["(", ")", '"', "'", "“", "and", "or", "not", "is", "segment", "within", "over", "ago", "new",
     "vip", "ideas", "joined", "role", "activity", ">=", "=", "!", "3", "days", "x", "\x00", "ß",
     "everybody", "in", "the", "last", "a", "more", "than", "at", "least"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=20).map(" ".join)))
@example("not " * (MAX_DEPTH - 1) + "vip")
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        tree = read(text, WORDS)
    except UserError as error:
        assert str(error)
    else:
        assert read(written(tree), WORDS) == tree
