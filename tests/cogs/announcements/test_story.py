"""From the words to the post, by two people, over downtimes and recalls."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def team(chat: Community) -> tuple[Actor, Actor, Actor]:
    ana = await chat.person("Ana", Level.MODERATOR)
    ben = await chat.person("Ben", Level.MODERATOR)
    return ana, ben, await chat.person("Mia")


async def handed_in(ana: Actor, chat: Community, **options: object) -> Seen:
    await ana.command("announce", **options)
    draft = await ana.told("This is how it will read")
    await ana.click(draft, "Hand in")
    await ana.told("Handed in.")
    await chat.settle()
    return await ana.sees("moderators", "Ana wants to announce this")


async def posts(chat: Community, words: str, channel: str = "general") -> int:
    return sum(words in seen.text for seen in await chat.messages(channel))


async def test_a_second_person_approves(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    card = await handed_in(ana, chat, text="Rye bread is back")
    await ana.click(card, "Approve")
    await ana.told("You wrote it, so somebody else approves it.")
    assert await posts(chat, "Rye bread") == 0
    await ben.click(card, "Approve")
    await chat.settle()
    await ana.told("Ben has approved your announcement")
    await chat.advance(seconds=1)
    await mia.sees("general", "Rye bread is back")
    assert "Approve" not in (await ben.sees("moderators", "Announcement #1: posted")).buttons
    await chat.advance(minutes=1)
    assert await posts(chat, "Rye bread") == 1


async def test_two_approve_at_once_and_it_stands_once(chat: Community) -> None:
    import asyncio

    ana, ben, _ = await team(chat)
    cleo = await chat.person("Cleo", Level.MODERATOR)
    card = await handed_in(ana, chat, text="Open on Sunday")
    await asyncio.gather(ben.click(card, "Approve"), cleo.click(card, "Approve"))
    await chat.advance(seconds=1)
    assert await posts(chat, "Open on Sunday") == 1


async def test_sent_back_with_a_reason(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Buy buns")
    await ben.click(card, "Send back")
    await ben.fill(reason="Say please.")
    await ben.told("Sent back")
    told = await ana.told("Say please.")
    await ana.click(told, "Change")
    await ana.fill(text="Please buy buns")
    await ana.click(await ana.told("Please buy buns"), "Hand in")
    await chat.settle()
    again = await ben.sees("moderators", "Please buy buns")
    await ben.click(again, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await ben.sees("general", "Please buy buns")


async def test_the_old_card_cannot_approve_new_words(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="First words")
    await ana.command("announcements edit", number=1)
    await ana.fill(text="Second words")
    await ana.told("Second words")
    await ben.click(card, "Approve")
    await ben.told("This has changed meanwhile.")


async def test_what_cannot_be_read_loses_no_words(chat: Community) -> None:
    ana, _, _ = await team(chat)
    await ana.command("announce")
    await ana.fill(text="Long words of mine", when="someday", every="moonly", to="wizard and new")
    draft = await ana.told("Long words of mine")
    assert "moonly" in draft.text
    assert "wizard" in draft.text
    assert "Hand in" not in draft.buttons


async def test_planned_over_a_downtime_and_said_so(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    card = await handed_in(ana, chat, text="Tasting tonight", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()

    async def meanwhile() -> None:
        chat.clock.advance(hours=5)

    await chat.restart(meanwhile)
    await chat.advance(seconds=1)
    await mia.sees("general", "Tasting tonight")
    await ben.sees("moderators", "was posted 3 hours late")
    await chat.restart()
    await chat.advance(minutes=1)
    assert await posts(chat, "Tasting tonight") == 1


async def test_too_late_is_for_a_person_to_decide(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    card = await handed_in(ana, chat, text="Sale ends today", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()

    async def meanwhile() -> None:
        chat.clock.advance(days=2)

    await chat.restart(meanwhile)
    await chat.advance(seconds=1)
    assert await posts(chat, "Sale ends") == 0
    missed = await ben.sees("moderators", "should have been posted")
    await ben.click(missed, "Post it now")
    await chat.advance(seconds=1)
    await mia.sees("general", "Sale ends today")
    await ana.sees("moderators", "Ben lets it be posted now.")


async def test_again_and_again_makes_up_for_the_last_one_only(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Good morning", when="in 2h", every="day")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(hours=2)
    assert await posts(chat, "Good morning") == 1

    async def meanwhile() -> None:
        chat.clock.advance(days=3, hours=1)

    await chat.restart(meanwhile)
    await chat.advance(seconds=1)
    assert await posts(chat, "Good morning") == 2
    await chat.advance(days=1)
    assert await posts(chat, "Good morning") == 3


async def test_other_words_after_posting_and_taking_it_back(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    card = await handed_in(ana, chat, text="Opens at 8")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await mia.sees("general", "Opens at 8")
    await ana.command("announcements edit", number=1)
    await ana.fill(text="Opens at 9")
    await ana.told("the former words stand")
    request = await ben.sees("moderators", "wants other words")
    await mia.sees("general", "Opens at 8")
    await ben.click(request, "Approve")
    await chat.settle()
    await mia.sees("general", "Opens at 9")
    await ana.command("announcements recall", number=1)
    await ana.told("Taken back")
    await chat.settle()
    assert await posts(chat, "Opens at") == 0


async def test_called_off_before_its_time(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Never mind", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()
    await ben.command("announcements recall", number=1)
    await ben.told("Called off")
    await chat.advance(hours=3)
    assert await posts(chat, "Never mind") == 0


async def test_to_a_segment_in_private_and_to_nobody_else(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    await chat.advance(hours=12)  # nobody is written to at night
    await mia.say("general", "hello")
    card = await handed_in(ana, chat, text="For the new ones", to="joined within 7 days")
    assert "<5 people now" in card.text
    leo = await chat.person("Leo")
    await leo.say("general", "hello")
    await chat.settle()
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    for who in (mia, leo):
        letter = await who.told("For the new ones")
    assert await posts(chat, "For the new ones") == 0
    await leo.click(letter, "Stop these messages")
    await chat.settle()
    second = await handed_in(ana, chat, text="Another one for the new", to="joined within 7 days")
    await ben.click(second, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await mia.told("Another one for the new")
    assert not any("Another one" in words for words in leo.told_so_far())
    await ana.command("announcements show", number=2)
    assert "want no announcements: <5" in (await ana.told("Announcement #2")).text


async def test_at_night_a_letter_waits_for_the_morning(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    await mia.say("general", "hello")
    card = await handed_in(ana, chat, text="Early birds", to="joined within 7 days")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    assert not any("Early birds" in words for words in mia.told_so_far())
    await chat.restart()
    await chat.advance(hours=10)
    await mia.told("Early birds")


async def test_too_much_selling_is_said_to_whoever_approves(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    for number in range(3):
        card = await handed_in(ana, chat, text=f"Buy number {number}", selling=True)
        assert "more than the" not in card.text
        await ben.click(card, "Approve")
        await chat.settle()
        await chat.advance(minutes=1)
    card = await handed_in(ana, chat, text="Buy even more", selling=True)
    assert "3 of 3" in card.text
    assert "more than the 25%" in card.text


async def test_one_person_can_be_the_whole_team(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"announcements": {"second_person": False}})
    ana = await chat.person("Ana", Level.OWNER)
    await ana.command("announce", text="We have moved")
    await ana.click(await ana.told("This is how it will read"), "Post it now")
    await chat.advance(seconds=1)
    await ana.sees("general", "We have moved")


async def test_alone_with_two_pairs_of_eyes_wanted(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    await ana.command("announce", text="We have moved")
    await ana.click(await ana.told("This is how it will read"), "Hand in")
    await ana.told("announcements.second_person false")


async def test_the_best_hour_needs_something_to_go_by(chat: Community) -> None:
    ana = await chat.person("Ana", Level.OWNER)
    await ana.command("announcements hours")
    await ana.told("Too little was written")
    for number in range(110):
        await ana.say("general", f"hello {number}")
    await chat.settle()
    await chat.advance(hours=2)
    await ana.command("announcements hours")
    hint = await ana.told("Most people are about")
    assert "100%" in hint.text
    await ana.command("announce", text="At a good hour")
    draft = await ana.told("At a good hour")
    await ana.click(draft, "At the next good hour")
    await chat.settle()
    await ana.click(await ana.told("At a good hour"), "Hand in")
    await ana.told("Handed in.")


async def test_members_cannot_announce(chat: Community) -> None:
    mia = await chat.person("Mia")
    await mia.command("announce", text="Look at me")
    await chat.settle()
    assert await posts(chat, "Look at me") == 0


async def test_what_was_typed_before_the_form_is_kept(chat: Community) -> None:
    ana, _, _ = await team(chat)
    await ana.command("announce", where="local", every="monday", when="friday 18:00", selling=True)
    await ana.fill(text="Long words of mine")
    draft = await ana.told("Long words of mine")
    assert "every Monday at 18:00" in draft.text
    assert "This sells something" in draft.text


async def test_changing_the_words_keeps_the_rhythm(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Bred", when="friday 18:00", every="monday")
    assert "every Monday at 18:00" in card.text
    await chat.advance(days=9)
    await ben.click(card, "Send back")
    await ben.fill(reason="A typing error.")
    await ana.click(await ana.told("A typing error."), "Change")
    await ana.fill(text="Bread")
    assert "every Monday at 18:00" in (await ana.told("Bread")).text
