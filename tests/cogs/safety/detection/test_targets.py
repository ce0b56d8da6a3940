"""Whom a message is aimed at: answers, mentions, names, and who spoke before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.model import Account, Channel, Member, Message, MessageRef
from cogs.safety.detection.names import Names
from cogs.safety.detection.seen import Aim
from cogs.safety.detection.targets import (
    MOST_TARGETS,
    PREVIOUS_MS,
    names_of,
    targets_of,
    unaddressed,
)

NOW = 1_780_000_000_000
GENERAL = Channel(1, "local", "general", "general")
GARDEN = Channel(2, "local", "garden", "garden")


def person(number: int, name: str) -> Member:
    return Member(number, 1, name, Account("local", str(number), name))


ANA, BEN, CY, ROSE = person(1, "Ana"), person(2, "Ben Okri"), person(3, "Cy"), person(4, "Rose")
MARK, ZOE = person(5, "Mark"), person(6, "Zoë")
PEOPLE = names_of((ANA, BEN, CY, ROSE, MARK, ZOE))


def said(
    author: Member, text: str, *, number: int = 100, at: int = NOW, channel: Channel = GENERAL
) -> Message:
    return Message(MessageRef(channel, number), author, text, at)


def names(message: Message, *recent: Message) -> list[str]:
    by_id = {member.id: member.first_name for member in (ANA, BEN, CY, ROSE, MARK, ZOE)}
    return [by_id[target] for target in targets_of(message, recent, PEOPLE).targets]


def test_an_answer_is_aimed_at_whom_it_answers() -> None:
    before = said(BEN, "The rye bread is lovely", number=7, at=NOW - 3_600_000)
    answer = replace(said(ANA, "what a stupid thing to say"), reply_to=7)
    assert names(answer, before) == ["Ben"]
    assert names(replace(answer, reply_to_member=CY), before) == ["Cy"]
    assert names(answer, replace(before, ref=MessageRef(GARDEN, 7))) == []


def test_the_surest_target_comes_first_and_nobody_twice() -> None:
    message = replace(
        said(ANA, "Zoë and Ben Okri, you two are fools"), reply_to_member=CY, mentioned=(BEN, ANA)
    )
    assert names(message) == ["Cy", "Ben", "Zoë"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben, you are an idiot", ["Ben"]),
        ("nobody likes BEN", ["Ben"]),
        ("Ben's cake was burnt", ["Ben"]),
        ("ben okri is a fool", ["Ben"]),
        ("halt die Klappe, zoë!", ["Zoë"]),
        ("zoe\u0308 is a fool", ["Zoë"]),
        ("the bench is broken", []),
        ("Benjamin came too", []),
        # names that are words count where somebody is addressed
        ("a rose is a rose", []),
        ("I will mark the place", []),
        ("Rose, be quiet", ["Rose"]),
        ("hey mark: stop it", ["Mark"]),
        ("shut up, Mark!", ["Mark"]),
        ("@rose thanks", ["Rose"]),
        ("Mark!", ["Mark"]),
        ("tulips, rose and thistle", []),
        # two letters are a word more often than a name
        ("cy is short for cyan", []),
        ("Cy, get out", ["Cy"]),
        # what is quoted is said by others
        ("> Ben, you are an idiot\nthat is no way to talk", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(said(ANA, text)) == expected


def test_you_is_whoever_spoke_before() -> None:
    ben = said(BEN, "Good morning", number=7, at=NOW - 60_000)
    cy = said(CY, "Hello there", number=8, at=NOW - 30_000)
    me = said(ANA, "hm", number=9, at=NOW - 10_000)
    elsewhere = said(MARK, "Hi", number=10, at=NOW - 5_000, channel=GARDEN)
    later = said(ROSE, "Hi", number=11, at=NOW + 5_000)
    recent = (cy, later, ben, elsewhere, me)
    assert names(said(ANA, "you are so dumb"), *recent) == ["Cy"]
    assert names(said(ANA, "Du bist so dumm"), *recent) == ["Cy"]
    assert names(said(ANA, "shut up"), *recent) == ["Cy"]
    assert names(said(ANA, "what dumb weather"), *recent) == []
    assert names(said(ANA, "youth club tonight"), *recent) == []
    assert names(said(ANA, "Ben, you are so dumb"), *recent) == ["Ben"]


def test_who_spoke_before_is_a_guess_and_nobody_is_named_for_it() -> None:
    cy = said(CY, "Hello there", number=8, at=NOW - 30_000)
    guess = targets_of(said(ANA, "you are so dumb"), [cy], PEOPLE)
    assert (guess, guess.surest) == (Aim((CY.id,), guessed=True), None)
    named = targets_of(said(ANA, "Ben, you are so dumb"), [cy], PEOPLE)
    assert (named, named.surest) == (Aim((BEN.id,)), BEN.id)
    assert targets_of(said(ANA, "what dumb weather"), [cy], PEOPLE) == Aim()
    assert targets_of(said(ANA, "you there"), [], PEOPLE) == Aim()


def test_after_three_minutes_nobody_is_meant() -> None:
    at = NOW - PREVIOUS_MS
    assert names(said(ANA, "you there"), said(BEN, "Hello", number=7, at=at)) == ["Ben"]
    assert names(said(ANA, "you there"), said(BEN, "Hello", number=7, at=at - 1)) == []


def test_a_name_of_two_members_is_nobodys() -> None:
    people = names_of((BEN, person(7, "Ben Smith"), person(8, ""), ANA))
    assert people == {"ben okri": 2, "ben smith": 7, "ana": 1}


def test_very_many_mentions_are_bounded() -> None:
    crowd = tuple(person(number, f"P{number}") for number in range(10, 200))
    targets = targets_of(replace(said(ANA, "all"), mentioned=crowd), (), {})
    assert targets == Aim(tuple(member.id for member in crowd[:MOST_TARGETS]))


speakers = st.sampled_from((ANA, BEN, CY, ROSE, MARK, ZOE))
texts = st.lists(
    st.sampled_from(["Ben", "ana", "Rose,", "you", "du", "> Zoë", "\n", "Cy!", "hey", "@mark"])
    | st.text(max_size=5),
    max_size=12,
).map(" ".join)


@given(
    author=speakers,
    text=texts,
    mentioned=st.lists(speakers, max_size=4),
    answered=st.none() | speakers,
    recent=st.lists(st.tuples(speakers, texts, st.integers(-400_000, 400_000)), max_size=6),
    data=st.data(),
)
def test_never_the_author_never_twice_in_any_order(
    author: Member,
    text: str,
    mentioned: list[Member],
    answered: Member | None,
    recent: list[tuple[Member, str, int]],
    data: st.DataObject,
) -> None:
    message = replace(
        said(author, text, number=0), mentioned=tuple(mentioned), reply_to_member=answered
    )
    before = [
        said(who, words, number=number, at=NOW + at)
        for number, (who, words, at) in enumerate(recent, 1)
    ]
    aim = targets_of(message, before, PEOPLE)
    targets = aim.targets
    assert author.id not in targets
    assert len(set(targets)) == len(targets) <= MOST_TARGETS
    assert targets_of(message, data.draw(st.permutations(before)), PEOPLE) == aim
    assert aim.guessed == bool(targets and aim.surest is None)
    named = {member.id for member in (*mentioned, answered) if member and member != author}
    assert named <= set(targets)
    assert not (aim.guessed and named)


# ---- names of those who have not written lately


def aimed(text: str, known: Names) -> tuple[int, ...]:
    return targets_of(said(ANA, text), (), {}, known).targets


def test_who_was_heard_of_in_the_community_is_known_by_name() -> None:
    known = Names()
    assert aimed("get lost Ben", known) == ()
    for member in (ANA, BEN, MARK):
        known.hear(member)
    assert aimed("get lost Ben", known) == (BEN.id,)
    assert aimed("nobody likes ben okri", known) == (BEN.id,)
    assert aimed("I will mark the place", known) == ()
    known.hear(replace(BEN, name="Benno"))
    assert (aimed("get lost Ben", known), aimed("get lost Benno", known)) == ((), (BEN.id,))
    known.forget(BEN.id)
    known.forget(99)
    assert aimed("get lost Benno", known) == ()


def test_a_name_of_two_is_nobodys_unless_one_of_them_wrote_here() -> None:
    known, other = Names(), person(9, "Ben")
    known.hear(BEN)
    known.hear(other)
    assert aimed("get lost Ben", known) == ()
    here = targets_of(said(ANA, "get lost Ben"), (), names_of([other]), known)
    assert here.targets == (other.id,)


def test_only_so_many_names_are_remembered() -> None:
    known = Names(most=2)
    for member in (BEN, CY, BEN, ZOE):
        known.hear(member)
    assert len(known) == 2
    assert [known.get(name) for name in ("ben", "cy", "zoë")] == [BEN.id, None, ZOE.id]


def test_the_words_of_a_message_are_those_without_whom_it_mentions() -> None:
    handle = Account("local", "2", "Ben Okri", username="benny")
    for text, left in (
        ("@Ben Okri get lost", "get lost"),
        ("get lost @BENNY", "get lost"),
        ("you @ss, @bennyboy", "you @ss, @bennyboy"),
    ):
        assert unaddressed(replace(said(ANA, text), mentions=(handle,))).strip() == left
    assert unaddressed(said(ANA, "@Ben Okri get lost")) == "@Ben Okri get lost"
