"""Tags: what they may be, where they are shown, who gives them."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.errors import UserError
from bot.api.people import Level
from cogs.ideas.board.tagging import checked_tags
from tests.support.community import Opener

from .conftest import Stores
from .stage import ALONE, HERE, propose


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("Kitchen", ("kitchen",)),
        ("kitchen, #Opening-Hours  sunday,kitchen", ("kitchen", "opening-hours", "sunday")),
        ("Öffnungszeiten 2026a", ("öffnungszeiten", "2026a")),
        (" - ", ()),
    ],
)
def test_tags_are_read_as_people_type_them(typed: str, tags: tuple[str, ...]) -> None:
    assert checked_tags(typed) == tags


@pytest.mark.parametrize(
    "typed", ["a:b", "x" * 21, "12", "#12", "--", "ж" * 13, "@everyone", "a/b"]
)
def test_what_cannot_be_a_tag(typed: str) -> None:
    with pytest.raises(UserError, match="cannot be a tag"):
        checked_tags(typed)


def test_too_few_and_too_many() -> None:
    with pytest.raises(UserError, match="one to five tags"):
        checked_tags(" , #")
    with pytest.raises(UserError, match="5 tags at most; you gave 6"):
        checked_tags("a b c d e f")


async def test_tags_are_put_counted_and_cleared(stores: Stores) -> None:
    one, two = await stores.post("One"), await stores.post("Two")
    assert await stores.tags.put(one.id, ("b", "a"))
    assert not await stores.tags.put(one.id, ("a", "b"))
    await stores.tags.put(two.id, ("b",))
    assert (await stores.now(one)).tags == ("a", "b")
    assert await stores.tags.used(HERE) == ["b", "a"]
    assert await stores.tags.used(HERE + 1) == []
    assert await stores.ideas.tagged(HERE) == {one.id: ["a", "b"], two.id: ["b"]}
    found, total = await stores.ideas.page(HERE, "open", "new", 5, tag="b")
    assert ([idea.id for idea in found], total) == ([two.id, one.id], 2)
    assert await stores.tags.put(one.id, ())
    assert (await stores.now(one)).tags == ()
    assert (await stores.ideas.page(HERE, "all", "top", 5, tag="a")) == ([], 0)


async def test_of_two_moderators_at_once_one_has_the_last_word(stores: Stores) -> None:
    idea = await stores.post("One")
    sets = [("a", "b"), ("b", "c"), ("c",), ("a", "c", "d")] * 3
    await asyncio.gather(*(stores.tags.put(idea.id, words) for words in sets))
    assert (await stores.now(idea)).tags in sets


async def test_a_moderator_sorts_ideas_and_everybody_finds_them(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    for n in range(7):
        await propose(ana, f"Wish {n} of Ana")
    await propose(ana, "A bench outside")
    for n in range(1, 8):
        await mo.command("ideas tag", idea=str(n), tags="Kitchen sunday")
        await mo.told(f"Done: #{n} is tagged kitchen, sunday. /ideas list tag:kitchen shows")
    await ana.sees("ideas", "🏷️ kitchen, sunday")

    await ana.command("ideas list", tag="#Kitchen", sort="new")
    first = await ana.told("Open ideas tagged “kitchen”, newest first (1 of 2)")
    assert first.buttons == ("#7", "#6", "#5", "#4", "#3", "More ▶")
    await ana.click(first, "More")
    second = await ana.told("tagged “kitchen”, newest first (2 of 2)")
    assert second.buttons == ("#2", "#1", "◀ Back")
    await ana.command("ideas search", words="sunday kitchen")
    assert (await ana.told("Ideas about “sunday kitchen”:")).buttons[0] == "#7"

    await mo.command("ideas tag", idea="7", tags="-")
    await mo.told("Done: #7 has no tags any more.")
    await ana.command("ideas search", words="kitchen")
    assert "#7" not in (await ana.told("Ideas about “kitchen”:")).buttons


async def test_only_moderators_tag_and_only_what_stands(open_chat: Opener) -> None:
    from .stage import merged

    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, "Rye bread")
    await propose(ana, "Bread of rye")
    await ana.command("ideas tag", idea="1", tags="kitchen")
    await ana.told("Only moderators can do that here.")
    await mo.command("ideas tag", idea="1", tags="12")
    await mo.told("“12” cannot be a tag")
    await merged(chat.app.db, 2, 1)
    await mo.command("ideas tag", idea="2", tags="kitchen")
    await mo.told("#2 is part of #1 now; please tag that one.")
