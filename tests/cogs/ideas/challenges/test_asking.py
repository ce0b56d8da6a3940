"""A challenge before it is posted, and who votes in it."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from tests.cogs.ideas.steps.furniture import news
from tests.support.community import Community

from .stage import QUESTION, begin, challenge, cog, draft, member


async def test_the_preview_shows_what_will_stand_and_what_can_be_changed(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    first = await draft(mo, details="It is hot.", criteria="Ready by ten")
    assert first.buttons == ("Post it", "Edit words…", "Edit dates…", "Votes: everybody", "Discard")
    for words in (QUESTION, "It is hot.", "What counts: Ready by ten", "Vote until", "Asked by Mo"):
        assert words in first.text
    await mo.click(first, "Edit words")
    await mo.fill(question="What in winter?", details=".")
    seen = await mo.told("What in winter?")
    assert "It is hot." not in seen.text and "Ready by ten" in seen.text
    await ana.command("ideas challenges")
    await ana.told("There is no challenge yet")
    await ana.command("ideas challenges", challenge="1")
    await ana.told("There is no challenge 1")
    assert await chat.messages("ideas") == []
    await chat.restart()
    # at once: whichever comes second may not find the button any more
    await asyncio.gather(mo.click(seen, "Post it"), mo.click(first, "Post it"))
    card = await ana.sees("ideas", "What in winter?")
    assert card.buttons == ("Submit an idea", "See the ideas")

    async def refused() -> int:
        words = ("This draft is gone", "has just been changed")  # the old card comes second, first
        return sum(any(each in text for each in words) for text in mo.told_so_far())

    await chat.until(refused, 1)
    await chat.settle()
    assert len(await chat.messages("ideas")) == 1


async def test_dates_that_cannot_be_read_lose_no_words(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    for dates, why in (
        ("soon", "I could not read the dates"),
        ("in 3 days; in 2 days; in 4 days", "I could not read the dates"),
        ("", "until when ideas, discussion and vote last"),
    ):
        await draft(mo, dates=dates)
        await chat.settle()
        seen = await mo.told("Not posted yet")
        assert why in seen.text and QUESTION in seen.text
        assert "Post it" not in seen.buttons
    await mo.click(seen, "Edit dates")
    await mo.fill(collect="in 2 days", discuss="in 1 day", vote="in 6 days")
    await mo.told("There is no time for the discussion")
    await mo.click(seen, "Edit dates")
    await mo.fill(collect="in 2 days", discuss="in 4 days", vote="in 6 days")
    seen = await mo.told("Vote until")
    await chat.advance(days=3)
    await mo.click(seen, "Post it")
    await mo.told("A date has passed meanwhile")
    await mo.click(seen, "Edit dates")
    await mo.fill(collect="in 1 day", discuss="in 2 days")
    await chat.settle()
    await mo.click(await mo.told("Vote until"), "Post it")
    await mo.sees("ideas", QUESTION)


async def test_a_draft_can_be_discarded_and_is_nobody_elses(chat: Community) -> None:
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    ana = await chat.person("Ana")
    await ana.command("ideas challenge")
    await ana.told("moderators")
    seen = await draft(mo)
    await max_.command("ideas challenges", challenge="1")
    await max_.told("There is no challenge 1")
    await max_.command("ideas jury", challenge="1", member=ana)
    await chat.settle()
    assert max_.told_so_far()[-1].startswith("There is no challenge 1")
    await mo.click(seen, "Discard")
    await mo.told("Discarded; nothing was posted.")
    await mo.command("ideas challenges", challenge="1")
    await mo.told("There is no challenge 1")


async def test_old_drafts_are_forgotten(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await draft(mo)
    await chat.advance(days=8)
    await cog(chat).forget_challenge_drafts()
    await mo.command("ideas challenges", challenge="1")
    await mo.told("There is no challenge 1")


async def test_a_jury_is_chosen_one_by_one(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "Good morning")
    seen = await draft(mo)
    await mo.command("ideas jury", challenge="1", member=ana)
    await mo.told("In this challenge everybody votes")
    await mo.click(seen, "Votes: everybody")
    seen = await mo.told("a jury of 0 members")
    assert "and a member take somebody in or out." in seen.text
    await mo.command("ideas jury", challenge="1", member=ana)
    await mo.told("Ana is in the jury of challenge 1 now.")
    await mo.command("ideas challenges", challenge="1")
    assert "Jury: Ana" in (await mo.told("a jury of 1 member")).text
    await mo.click(seen, "Post it")
    card = await ben.sees("ideas", "Who votes: a jury of 1 member")
    assert "Jury:" not in card.text
    await mo.command("ideas jury", challenge="1", member=ben)
    await ben.sees("ideas", "a jury of 2 members")
    await mo.command("ideas jury", challenge="1", member=ben)
    await mo.told("Ben is not in the jury of challenge 1 any more.")
    await ben.sees("ideas", "a jury of 1 member")
    await ben.command("ideas challenges", challenge="1")
    assert "Jury:" not in (await ben.told("Asked by Mo")).text


async def test_people_who_are_forgotten_leave_cards_and_drafts(chat: Community) -> None:
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    ana = await chat.person("Ana")
    seen = await draft(mo)
    await mo.click(seen, "Votes: everybody")
    await mo.told("a jury of 0 members")
    await mo.command("ideas jury", challenge="1", member=ana)
    await mo.told("is in the jury")
    await mo.click(await mo.told("a jury of"), "Post it")
    await mo.told("Posted: it is challenge 1.")
    await ana.sees("ideas", "a jury of 1 member")
    await draft(mo)
    await draft(max_)
    await chat.settle()
    await cog(chat).erase((await member(chat, ana)).id)
    await ana.sees("ideas", "a jury of 0 members")
    await cog(chat).erase((await member(chat, mo)).id)
    await ana.sees("ideas", "Asked by a former member")
    assert (await challenge(chat)).asker_id is None
    store = cog(chat)._challenges
    assert await store.get(await chat.id, 2) is None
    assert await store.get(await chat.id, 3) is not None


async def test_two_accounts_of_a_juror_are_one(chat: Community) -> None:
    mo, ana, ben = (
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Ana"),
        await chat.person("Ben"),
    )
    await mo.click(await draft(mo), "Votes: everybody")
    await mo.click(await mo.told("a jury of 0 members"), "Post it")
    await ana.sees("ideas", "a jury of 0 members")
    for n, who in enumerate((ana, ben), 1):
        await mo.command("ideas jury", challenge="1", member=who)
        await ana.sees("ideas", f"a jury of {n} member")
    await cog(chat).linked((await member(chat, ana)).id, (await member(chat, ben)).id)
    await ana.sees("ideas", "a jury of 1 member")


async def test_offered_while_typing_by_number_or_words(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await begin(mo)
    await draft(mo)
    ctx = _Asked((await member(chat, mo)).community_id, (await member(chat, mo)).id)
    offer = cog(chat).complete_challenge
    assert await offer(ctx, "") == [f"#2 {QUESTION}", f"#1 {QUESTION}"]  # type: ignore[arg-type]
    assert await offer(ctx, "#1") == [f"#1 {QUESTION}"]  # type: ignore[arg-type]
    assert len(await offer(ctx, "summer")) == 2  # type: ignore[arg-type]
    assert await offer(ctx, "winter") == []  # type: ignore[arg-type]
    stranger = _Asked(ctx.community.id, 999)
    assert await offer(stranger, "") == [f"#1 {QUESTION}"]  # type: ignore[arg-type]
    assert news(mo) == []


class _Id:
    def __init__(self, number: int) -> None:
        self.id = number


class _Asked:
    """As much of a context as completing needs."""

    def __init__(self, community: int, asker: int) -> None:
        self.community, self.member = _Id(community), _Id(asker)
