"""Ideas as people use them."""

from __future__ import annotations

import asyncio

from bot.api.boards.figures import Figures
from bot.api.people import Level
from cogs.ideas.store import IdeaStore, StepStore
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

BREAD = "Gluten-free bread on Saturdays"


async def propose(who: Actor, title: str = BREAD, **options: object) -> Seen:
    """An idea that resembles no other; its card."""
    await who.command("idea", title=title, **options)
    return await who.sees("ideas", title)


async def member_id(chat: Community, who: Actor) -> int:
    member = await chat.app.registry.known_member(await chat.id, "local", who.native_id)
    assert member is not None
    return member.id


async def test_an_idea_from_spark_to_done(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await propose(ana, details="Two of my friends cannot eat wheat.")
    assert "#1" in card.text and "Idea by Ana" in card.text and "Status: new" in card.text
    assert "Two of my friends" in card.text
    assert card.buttons == ("👍 Support (0)", "Details", "💬 Discuss")
    await ana.told("Your idea is on the board as #1.")

    for who in (ben, cem):
        await who.click(card, "Support")
        await who.told("Thank you! You support #1")
    await chat.settle()
    assert (await ana.sees("ideas", "2 members support it")).buttons[0] == "👍 Support (2)"
    await cem.click(card, "Support")
    await cem.told("You no longer support #1.")

    steps = [
        ("planned", "The new oven comes in May.", "planned"),
        ("in_progress", "We are trying recipes.", "in progress"),
        ("done", "From this Saturday on.", "done"),
    ]
    for status, reason, said in steps:
        await mo.command("ideas status", idea="#1", status=status, reason=reason)
        await mo.told(f"Done: #1 is now {said}.")
        await chat.advance(minutes=10)
        assert reason in (await ana.told(f"Your idea #1 “{BREAD}” is now {said}.")).text
        assert reason in (await ben.told(f"“{BREAD}”, which you support, is now {said}.")).text
        await ana.sees("ideas", reason)
    await chat.settle()
    now = await ana.sees("ideas", "Status: done")
    assert now.native_id == card.native_id and now.buttons == ("Details",)
    assert len([word for word in ben.told_so_far() if "which you support" in word]) == 3
    assert not [word for word in cem.told_so_far() if "which you support" in word]

    await ben.click(now, "Details")
    told = await ben.told("planned → in progress")
    assert all(reason in told.text for _, reason, _ in steps)


async def test_a_crash_between_deciding_and_telling_loses_nothing(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await propose(ana)
    store = IdeaStore(chat.app.db)
    idea = await store.get(await chat.id, 1)
    assert idea is not None
    await StepStore(chat.app.db).take(
        idea, "planned", "The oven comes in May.", 0, chat.clock.now()
    )
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=2)
    await ana.told("is now planned")
    assert (await ana.sees("ideas", "The oven comes in May.")).native_id == card.native_id
    assert len([word for word in ana.told_so_far() if "is now planned" in word]) == 1
    assert len(await chat.messages("ideas")) == 1


async def test_while_typing_ideas_are_offered_by_number_and_by_words(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    await propose(ana, "A bench outside")
    assert isinstance(chat.rig, LocalRig)
    offer = chat.rig.world.complete
    where = ("general", ana.native_id, "ideas show", "idea")
    assert await offer(*where, "") == ["#2 A bench outside", f"#1 {BREAD}"]
    assert await offer(*where, "bench") == ["#2 A bench outside"]
    assert await offer(*where, "#1") == [f"#1 {BREAD}"]


async def test_ideas_that_cannot_be(chat: Community) -> None:
    ana = await chat.person("Ana")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="x" * 200)
    await ana.told("The title may have at most 120 characters; yours has 200.")
    await ana.command("idea", title="???")
    await ana.told("An idea needs a title")
    await propose(ana)
    await ana.command("ideas status", idea="#1", status="planned", reason="because")
    await ana.told("Only moderators can do that here.")
    await mo.command("ideas status", idea="#1", status="done", reason="because")
    await mo.told("An idea that is new cannot become done; possible: planned, not now, declined.")
    await mo.command("ideas status", idea="#1", status="planned", reason="-")
    await mo.told("Please give a reason")
    await mo.command("ideas status", idea="#77", status="planned", reason="because")
    await mo.told("There is no idea #77")
    await mo.command("ideas show", idea="bread")
    await mo.told("Please give the number of an idea")


async def test_a_declined_idea_takes_no_more_votes(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await ana.command("ideas show", idea="1")
    shown = await ana.told("Posted May 28, 2026")
    await mo.command("ideas status", idea="1", status="declined", reason="There is no oven.")
    await mo.told("Done: #1 is now declined.")
    await chat.advance(minutes=2)
    await ana.told("is now declined")
    await ana.click(shown, "Support")
    await ana.told("This idea is declined; it takes no more support.")


async def test_the_board_is_paged_and_searched(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"similar_shown": 0}})
    ana = await chat.person("Ana")
    for i in range(7):
        await propose(ana, f"Wish number {i} of Ana")
    favourite = await propose(ana, "A bench outside")
    await ana.click(favourite, "Support")
    await ana.told("You support #8")
    await ana.command("ideas list")
    first = await ana.told("Open ideas, most support first (1 of 2)")
    assert first.text.splitlines()[1].startswith("💡 #8 A bench outside · 👍 1")
    assert first.buttons == ("#8", "#7", "#6", "#5", "#4", "More ▶")
    await ana.click(first, "More")
    second = await ana.told("(2 of 2)")
    assert second.buttons == ("#3", "#2", "#1", "◀ Back")
    await ana.click(second, "#2")
    await ana.told("Wish number 1 of Ana")
    await ana.command("ideas list", status="done")
    await ana.told("Nothing here yet.")
    await ana.command("ideas search", words="bench")
    found = await ana.told("Ideas about “bench”:")
    assert "A bench outside" in found.text and "Wish" not in found.text
    await ana.command("ideas search", words="zeppelin")
    await ana.told("No idea is about “zeppelin”.")


async def test_what_was_said_in_private_stays_there(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    said = await mo.say("moderators", "We should give Ana a discount.")
    await mo.menu("Make an idea", said)
    await mo.told("That message is not public")
    await chat.settle()
    assert await chat.messages("ideas") == []


async def test_twenty_people_clicking_at_once_are_counted_exactly(chat: Community) -> None:
    ana = await chat.person("Ana")
    fans = [await chat.person(f"Fan {i}") for i in range(20)]
    card = await propose(ana)
    await asyncio.gather(*(fan.click(card, "Support") for fan in fans))
    await chat.settle()
    assert (await ana.sees("ideas", "20 members support it")).buttons[0] == "👍 Support (20)"


async def test_german(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="Glutenfreies Brot am Samstag")
    card = await ana.sees("ideas", "Idee von Ana")
    assert card.buttons == ("👍 Unterstützen (0)", "Details", "💬 Diskutieren")
    await ana.told("Danke! Deine Idee steht als #1 auf der Ideentafel.")
    await mo.command("ideas status", idea="1", status="geplant", reason="Der Ofen kommt im Mai.")
    await ana.sees("ideas", "Status: geplant")
    await chat.advance(minutes=2)
    await ana.told("Deine Idee #1 „Glutenfreies Brot am Samstag“ ist jetzt geplant.")


async def test_linked_and_forgotten_people_on_the_card(chat: Community) -> None:
    ana, twin, ben = [await chat.person(name) for name in ("Ana", "Ana too", "Ben")]
    card = await propose(ana)
    for who in (ana, twin, ben):
        await who.click(card, "Support")
        await who.told("You support #1")
    ideas = chat.app.book.cogs["ideas"]
    one, two = await member_id(chat, ana), await member_id(chat, twin)
    await ideas.linked(one, two)
    await ana.sees("ideas", "2 members support it")
    await ideas.erase(one)
    await ana.sees("ideas", "1 member supports it")
    await ana.sees("ideas", "Idea by a former member")


async def test_the_digest_learns_of_ideas_that_wait(chat: Community) -> None:
    ana = await chat.person("Ana")
    start = chat.clock.now()
    await propose(ana)
    await chat.advance(days=8)
    community, now = await chat.id, chat.clock.now()
    figures = chat.app.boards[Figures]
    assert await figures.measure("ideas.posted", community, start, now) == 1
    found = await figures.suggestions(community, start, now)
    assert any("has waited 691200 s for an answer" in str(one.text) for one in found)
