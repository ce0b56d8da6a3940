"""The board: who is meant, what is read for it, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.api.boards.audience import Known, Trait
from bot.api.errors import UserError

from .conftest import Town

EVERYBODY = {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ("", EVERYBODY),
        ("vip", {1}),
        ("not vip", EVERYBODY - {1}),
        ("ideas >= 1", {1, 2}),
        ("ideas = 0", EVERYBODY - {1, 2}),
        ("ideas != 3", EVERYBODY - {1}),
        ("ideas < 3 and ideas > 0", {2}),
        ("ideas <= 1 and (vip or joined over 1 day ago)", {2}),
        ("joined within 1 day", {1}),
        ("joined within 23 hours", set()),
        ("joined over 1 month ago", {2}),
        ("not joined within 1 day", EVERYBODY - {1}),
        ('role "ROPE CLIMBER"', {2}),
        ("role trainer or role guest", {1, 2}),
        ("role is not trainer", EVERYBODY - {1}),
        ("interest STRASSE", {3}),
        ("interest whatever", set()),
        ("interest stra\u00dfe", {3}),
        ("everybody and not vip", EVERYBODY - {1}),
    ],
)
async def test_who_is_meant(town: Town, condition: str, meant: set[int]) -> None:
    assert await town.meant(condition) == meant
    for member in EVERYBODY:
        assert await town.board.includes(1, condition, member) is (member in meant)


async def test_only_what_is_asked_is_read_and_only_once(town: Town) -> None:
    town.segments["stars"] = "vip and ideas > 0"
    await town.meant("vip or vip and not vip or segment stars or segment STARS")
    assert sorted(town.asked) == ["here", "ideas", "vip"]


async def test_segments_in_segments(town: Town) -> None:
    town.segments = {
        "stars": "vip",
        "both": "segment stars or segment Guests",
        "guests": "role guest",
    }
    assert await town.meant("segment Both") == {1, 2}
    assert await town.meant("not segment both") == {3, 4, 5, 6}


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ({}, "There is no segment “a”."),
        ({"a": "segment a"}, "The segment “a” leads back to itself"),
        ({"a": "not segment b", "b": "vip or segment A"}, "The segment “A” leads back to itself"),
        ({"a": "vpi"}, "In the segment “a”: I do not know “vpi”. Did you mean vip?"),
        ({"a": "role nobody"}, "role is never “nobody”"),
        ({chr(97 + n): f"segment {chr(98 + n)}" for n in range(20)}, "nested too deeply"),
    ],
)
async def test_segments_that_mean_nobody(
    town: Town, segments: dict[str, str], problem: str
) -> None:
    town.segments = segments
    for ask in (town.board.members, town.board.check, town.board.explain):
        with pytest.raises(UserError) as caught:
            await ask(1, "segment a")
        assert problem in str(caught.value)


async def test_many_segments_in_each_other_are_quick(town: Town) -> None:
    """Each is read and counted once, however often it is named."""
    town.segments = {"s9": "vip"} | {
        f"s{n}": f"segment s{n + 1} or " * 20 + f"segment s{n + 1}" for n in range(9)
    }
    assert await town.meant("segment s0") == {1}
    assert sorted(town.asked) == ["here", "vip"]


async def test_a_word_that_cannot_be_is_refused_with_those_that_can(town: Town) -> None:
    with pytest.raises(UserError, match=r"role is never “Trianer”. Did you mean Trainer\?"):
        await town.board.check(1, "vip and role Trianer")
    with pytest.raises(UserError, match=r"You can use Trainer, Guest, Rope climber\."):
        await town.board.check(1, "not role qqqq")
    await town.board.check(1, "role TRAINER")


async def test_letters_are_the_same_however_they_are_composed(town: Town) -> None:
    town.offer("more", "sport", "words", {4: "Grün", 5: "Gru\u0308n"}, ["Gru\u0308n"])
    assert await town.meant("sport Grün") == {4, 5} == await town.meant("sport GRU\u0308N")


@pytest.mark.parametrize(
    ("condition", "meant"),
    [
        ("stars", "segment stars"),
        ("vip and not STARS", "segment STARS"),
        ("trainer", "role is Trainer"),
        ("role Trainer or Guest", "role is Guest"),
        ('role is not Trainer and "rope climber"', 'role is "Rope climber"'),
        ("interest yoga or climbing", "interest is climbing"),
        ("segment inner", "role is Guest"),
    ],
)
async def test_a_word_that_says_too_little_alone_is_completed(
    town: Town, condition: str, meant: str
) -> None:
    town.segments = {"stars": "vip", "inner": "guest"}
    with pytest.raises(UserError) as caught:
        await town.board.check(1, condition)
    assert f"alone says too little. Did you mean {meant}?" in str(caught.value)
    await town.board.check(1, meant)


async def test_a_trait_without_meaning_here_spoils_no_other_sentence(town: Town) -> None:
    async def nowhere(community_id: int) -> list[str]:
        raise UserError("There is no question with the word “diet” here.")

    async def nothing(community_id: int) -> Mapping[int, Known]:
        return {}

    town.board.offer("welcome", Trait("diet", "words", "diet", nothing, nowhere))
    with pytest.raises(UserError, match="“Guest” alone says too little"):
        await town.board.check(1, "Guest")
    with pytest.raises(UserError, match="no question with the word"):
        await town.board.check(1, "not diet vegan")


async def test_what_a_cog_no_longer_offers_fails_and_never_widens(town: Town) -> None:
    assert await town.meant("not vip") == EVERYBODY - {1}
    town.off.add("flags")
    assert "vip" not in [trait.name for trait in town.board.traits(1)]
    with pytest.raises(UserError, match="I do not know “vip”"):
        await town.meant("not vip")
    town.segments["all"] = ""
    assert await town.meant("segment all") == EVERYBODY
    town.off.add("segments")
    with pytest.raises(UserError, match="There is no segment “all”"):
        await town.meant("segment all")


async def test_a_source_that_fails_fails_the_condition(town: Town) -> None:
    async def broken(community_id: int) -> Mapping[int, Known]:
        raise RuntimeError("the shelf is empty")

    town.board.offer("odd", Trait("odd", "flag", "odd", broken))
    with pytest.raises(RuntimeError):
        await town.meant("not odd")


@pytest.mark.parametrize("name", ["and", "new", "Vip", "two words", "vip", 'a"b', ""])
def test_names_that_could_not_be_told_apart(town: Town, name: str) -> None:
    async def nothing(community_id: int) -> Mapping[int, Known]:
        return {}

    with pytest.raises(ValueError, match="no trait of other can be called"):
        town.board.offer("other", Trait(name, "flag", "", nothing))


async def test_a_condition_is_explained(town: Town) -> None:
    town.segments["stars"] = "vip"
    told = str(
        await town.board.explain(
            1,
            "(vip or ideas > 2) and not role guest and not segment stars and not (vip or not vip)",
        )
    )
    assert told.splitlines() == [
        "(vip or ideas is more than 2) and role is not “guest” and not in the segment “stars”"
        " and not (vip or not vip)",
        "“not” means everybody else, also those of whom nothing is known.",
        "vip: what vip says",
        "ideas: what ideas says",
        "role: what role says",
    ]
    assert str(await town.board.explain(1, "")) == "everybody who is here"
