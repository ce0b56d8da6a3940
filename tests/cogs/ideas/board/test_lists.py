"""The lists of the board: order, tag and reader stay when the page is turned."""

from __future__ import annotations

from bot.api.people import Level
from cogs.ideas.board.lists import View, view
from cogs.ideas.board.payloads import Page, TagPage
from cogs.ideas.store.ideas import RISING_MS
from tests.contract.local_rig import LocalRig
from tests.support.community import Opener

from .conftest import Stores
from .stage import ALONE, HERE, NOW, changed, merged, propose


async def test_top_new_rising_and_mine_each_keep_to_themselves(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    old = await propose(ana, "Old favourite")
    for who in (ana, ben):
        await who.click(old, "Support")
        await who.told("You support #1")
    await chat.advance(days=15)
    young = await propose(ben, "Young star")
    await ana.click(young, "Support")
    await ana.told("You support #2")
    for n in range(6):
        await propose(ana, f"Wish {n} of Ana")

    await ben.command("ideas top")
    top = await ben.told("Open ideas, most support first (1 of 2)")
    assert top.buttons == ("#1", "#2", "#8", "#7", "#6", "More ▶")
    await ben.command("ideas new")
    assert (await ben.told("newest first (1 of 2)")).buttons[0] == "#8"
    await ben.command("ideas rising")
    rising = await ben.told("most support of the last 14 days first (1 of 1)")
    assert rising.buttons == ("#2",)
    await ana.command("ideas mine")
    mine = await ana.told("All ideas, your own (1 of 2)")
    assert mine.buttons == ("#8", "#7", "#6", "#5", "#4", "More ▶")
    await ana.click(mine, "More")
    assert (await ana.told("your own (2 of 2)")).buttons == ("#3", "#1", "◀ Back")
    await ben.command("ideas mine")
    assert (await ben.told("your own (1 of 1)")).buttons == ("#2",)


def test_what_a_button_carries_comes_back_and_odd_words_are_the_usual_ones() -> None:
    for one in (View(), View("done", "new", "", 2), View("in_progress", "following", "ä" * 12, 4)):
        payload = one.payload()
        assert view(type(payload).decode(payload.encode())) == one  # type: ignore[arg-type]
    assert view(Page("nonsense", "by moon", 1)) == View(page=1)
    assert view(TagPage("nonsense", "by moon", 1, "sunday")) == View(tag="sunday", page=1)


async def test_empty_lists_say_what_to_do_next(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana = await chat.person("Ana")
    for path, options, said in (
        ("ideas top", {}, "Nothing here yet. /idea posts an idea."),
        ("ideas mine", {}, "You have no ideas here yet. /idea posts one."),
        ("ideas rising", {}, "/ideas top shows those with most."),
        ("ideas list", {"sort": "following"}, "There is no idea that you hear of."),
        ("ideas list", {"status": "done"}, "/ideas list shows the open ideas."),
        ("ideas list", {"tag": "#Sunday"}, "No idea here is tagged “sunday”."),
    ):
        await ana.command(path, **options)
        await ana.told(said)


async def test_all_that_one_hears_of_is_listed_also_what_was_put_off(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, "Old favourite")
    await mo.command("ideas status", idea="1", status="not_now", reason="There is no room.")
    await mo.told("Done: #1")
    await ana.command("ideas list", sort="following")
    assert (await ana.told("All ideas, those you hear of (1 of 1)")).buttons == ("#1",)
    await ana.command("ideas list", sort="following", status="open")
    await ana.told("There is no idea that you hear of.")


async def test_a_page_that_is_gone_is_the_last_one(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    for n in range(6):
        await propose(ana, f"Wish {n} of Ana")
    await ana.command("ideas list")
    first = await ana.told("(1 of 2)")
    await mo.command("ideas status", idea="1", status="declined", reason="There is no room.")
    await mo.told("Done: #1")
    await ana.click(first, "More")
    assert (await ana.told("(1 of 1)")).buttons == ("#6", "#5", "#4", "#3", "#2")


async def test_what_was_put_into_another_is_listed_among_ones_own_only(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await propose(ana, "Rye bread")
    card = await propose(ben, "Bread of rye")
    await merged(chat.app.db, 2, 1)
    await ana.click(card, "Support")
    await ana.told("#2 is part of #1 now; please support that one.")
    await ben.command("ideas mine")
    mine = await ben.told("your own")
    assert "🔗 #2 Bread of rye · part of #1" in mine.text
    await ben.click(mine, "#2")
    shown = await ben.told("Part of #1 now: support counts there.")
    assert shown.buttons[0] == "Open #1" and "👍 Support" not in shown.buttons
    await ben.click(shown, "Open #1")
    await ben.told("Idea by Ana")
    await ana.command("ideas top")
    assert (await ana.told("(1 of 1)")).buttons == ("#1",)


async def test_support_of_a_part_makes_the_whole_rise(stores: Stores) -> None:
    whole, part, other = [await stores.post(title) for title in ("Whole", "Part", "Other")]
    await stores.back(part, 1, 2)
    await stores.back(whole, 2, at=NOW - RISING_MS)
    await stores.back(other, 1)
    await stores.merge(part, whole)
    found, total = await stores.ideas.page(HERE, "open", "rising", 5, now=NOW + 1)
    assert ([idea.id for idea in found], total) == ([whole.id, other.id], 2)
    assert [idea.votes for idea in found] == [2, 1]
    found, _ = await stores.ideas.page(HERE, "open", "rising", 5, now=NOW + RISING_MS + 1)
    assert found == []


async def test_how_many_there_are_of_each_status(stores: Stores) -> None:
    one, two, three = [await stores.post(title) for title in ("One", "Two", "Three")]
    await stores.merge(two, one)
    await changed(stores.db, three.id, status="done")
    assert await stores.ideas.counts(HERE) == {
        "new": 1, "planned": 0, "in_progress": 0, "done": 1, "not_now": 0, "declined": 0,
    }  # fmt: skip


async def test_a_page_of_many_ideas_is_read_through_indexes(stores: Stores) -> None:
    """Counting over a whole family once cost seconds with 5,000 ideas and 50,000 votes."""
    if stores.db.dialect != "sqlite":
        return
    from sqlalchemy import text
    from sqlalchemy.dialects import sqlite

    from cogs.ideas.store.rows import IDEAS, family

    for query in (IDEAS, family([1, 2])):
        sql = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        async with stores.db.read() as conn:
            plan = [row[3] for row in await conn.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
        whole = [step for step in plan if step.startswith("SCAN")]
        assert whole in ([], ["SCAN ideas"]), plan


async def test_typing_offers_tags_and_ideas(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, "A bench outside")
    await mo.command("ideas tag", idea="1", tags="Kitchen, opening-hours")
    await mo.told("Done: #1 is tagged")
    assert isinstance(chat.rig, LocalRig)
    offer = chat.rig.world.complete
    listing = ("general", ana.native_id, "ideas list", "tag")
    assert await offer(*listing, "") == ["kitchen", "opening-hours"]
    assert await offer(*listing, "#op") == ["opening-hours"]
    tagging = ("general", mo.native_id, "ideas tag", "tags")
    assert await offer(*tagging, "kitchen, o") == ["kitchen, opening-hours"]
    assert await offer(*tagging, "kitchen k") == []
