"""A sequence from its first word to its figures."""

from __future__ import annotations

from bot.api.people import Level
from bot.api.port.nouns import NativeUser
from cogs.sequences.tables import outcomes, people
from tests.support.community import Opener

from .stage import LOUD, Said, clock, comes, draft, got, owner, rows, switch_on, until


async def test_written_in_forms_tried_and_switched_on(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await olga.command("sequence new")
    await olga.fill(name="Baking tips", audience="", stops="messages >= 3")
    card = await olga.told("Baking tips · draft")
    assert "No steps yet" in card.text and "meets: messages >= 3" in card.text
    await olga.click(card, "Add a step")
    await olga.fill(day="0", time="00:00", text="Hello {first_name}, this is {community}!")
    card = await olga.told("1. day 0, at once, privately: Hello {first_name}")
    await olga.command("sequence step", name="Baking tips")
    await olga.fill(
        day="2", time="9", text="Have you fed your dough, {name}?", condition="messages = 0"
    )
    card = await olga.told("2. day 2, 09:00, privately: Have you fed")
    assert "(only if messages = 0)" in card.text and "{name} is not known" in card.text
    await olga.click(card, "Step 2")
    await olga.click(await olga.told("Baking tips, step 2"), "Edit")
    await olga.fill(day="2", time="9", text="Have you fed your dough?", condition="messages = 0")
    card = await olga.told("privately: Have you fed your dough? (only if")
    await olga.click(card, "Try it on me")
    first = await olga.told("Trial of Baking tips, step 1")
    assert "Hello Olga, this is Sourdough & Co.!" in first.text
    await olga.told("Trial of Baking tips, step 2 (day 2, 09:00, privately)")
    await olga.told("I have sent you 2 messages privately")
    await switch_on(chat, olga, "Baking tips")
    nia = await comes(chat, "Nia Novak")
    assert got(nia, "Hello Nia, this is Sourdough & Co.!") == 1
    await until(chat, 2026, 6, 3, 8, 59)
    assert got(nia, "fed your dough") == 0
    await until(chat, 2026, 6, 3, 9)
    assert got(nia, "fed your dough") == 1
    # she was here before: hers was only the trial
    assert "Have you fed your dough?" not in olga.told_so_far()
    assert "Have you fed your dough?" in nia.told_so_far()


async def test_what_is_wrong_is_said_and_the_text_is_not_lost(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD)
    olga = await owner(chat)
    await olga.command("sequence new")
    await olga.fill(name="Tips", audience="mood is good")
    await olga.told("mood")
    await olga.command("sequence new")
    await olga.fill(name="Tips")
    card = await olga.told("Tips · draft")
    await olga.command("sequence on", name="Tips")
    await olga.told("It has no steps yet")
    for wrong, said in (
        ({"day": "soon", "time": "9"}, "The day is a number from 0 to 365"),
        ({"day": "1", "time": "late"}, "I cannot read “late” as a time"),
        ({"day": "1", "time": "9", "condition": "weather is good"}, "weather"),
    ):
        await olga.click(card, "Add a step")
        await olga.fill(text="A long letter", **wrong)
        assert "A long letter" in (await olga.told(said)).text
    await olga.command("sequence new")
    await olga.fill(name="tips")
    await olga.told("there is a sequence of that name already")
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("sequence show")
    await mo.told("Only administrators can do that here.")


async def test_the_template_is_a_draft(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD)
    olga = await owner(chat)
    await olga.command("sequence show")
    await olga.told("There is no sequence yet.")
    await olga.command("sequence new", template="first-weeks")
    card = await olga.told("First weeks · draft")
    for step in ("1. day 0, at once", "2. day 2, 18:00", "3. day 7, 18:00", "4. day 30, 18:00"):
        assert step in card.text
    await olga.command("sequence new", template="first-weeks")
    await olga.told("First weeks 2 · draft")
    await olga.command("sequence show")
    await olga.told("First weeks 2 · draft · 4 steps")
    await olga.command("sequence remove", name="first weeks 2")
    await olga.click(await olga.told("Remove First weeks 2 for good?"), "Remove it")
    await olga.told("Done: First weeks 2 is gone.")


async def test_the_template_speaks_german(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, locale="de")
    olga = await owner(chat)
    await olga.command("sequence new", template="first-weeks")
    await olga.told("Die ersten Wochen")


async def test_conditions_stops_and_figures(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(
        chat,
        Said(0, "00:00", "Welcome to you"),
        Said(1, "10:00", "Still shy?", "messages = 0"),
        Said(2, "10:00", "The third"),
        stops="messages >= 3",
    )
    await switch_on(chat, olga, "Hello")
    quiet = [await comes(chat, f"Quiet{n}") for n in range(5)]
    anja = await comes(chat, "Anja")
    lee = await comes(chat, "Lee")
    await anja.say("general", "Hello everybody")
    await chat.settle()
    await until(chat, 2026, 6, 2, 10)
    assert [got(who, "Still shy?") for who in quiet] == [1] * 5
    assert got(anja, "Still shy?") == 0
    for words in ("I baked", "It rose", "It fell"):
        await anja.say("general", words)
    await lee.leave()
    await chat.settle()
    await until(chat, 2026, 6, 3, 10)
    assert [got(who, "The third") for who in (*quiet, anja)] == [1] * 5 + [0]
    await olga.command("sequence figures", name="Hello")
    card = await olga.told("Hello, in people")
    first, second, third = card.text.splitlines()[1:4]
    assert "sent 7 · wrote <5 · held back 0 · condition not met 0 · stopped here 0" in first
    assert "sent 6 · wrote 0 · held back 0 · condition not met <5 · stopped here 0" in second
    assert "sent 5 · wrote 0 · held back 0 · condition not met 0 · stopped here <5" in third
    await olga.command("sequence show", name="Hello")
    card = await olga.told("On their way: 0 · through: 5 · stopped early: <5")
    reasons = {row["reason"] for row in await rows(chat.app.db, people)}
    assert reasons == {"", "condition", "left"}


async def test_for_those_who_are_here_no_old_steps(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    old = [await comes(chat, f"Old{n}") for n in range(3)]
    await until(chat, 2026, 6, 4, 12)
    new = [await comes(chat, f"New{n}") for n in range(5)]
    await draft(
        chat,
        Said(0, "00:00", "Day zero"),
        Said(2, "10:00", "Day two"),
        Said(5, "10:00", "Day five"),
    )
    card = await switch_on(chat, olga, "Hello", "Also for those who are here")
    assert "9 who are here match now" in card.text and "8 of them would get" in card.text
    # who joined today gets today's, the others what is still to come
    assert [got(who, "Day zero") for who in (*new, *old)] == [1] * 5 + [0] * 3
    await until(chat, 2026, 6, 6, 10)
    assert [got(who, "Day two") for who in (*new, *old)] == [1] * 5 + [0] * 3
    assert [got(who, "Day five") for who in (*new, *old)] == [0] * 5 + [1] * 3
    assert "overdue" not in {row["outcome"] for row in await rows(chat.app.db, outcomes)}


async def test_from_the_day_they_first_match(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    early, late = await comes(chat, "Early"), await comes(chat, "Late")
    await early.say("general", "I talk already")
    await chat.settle()
    await draft(chat, Said(1, "10:00", "You talk now"), audience="messages >= 1", start="matched")
    await switch_on(chat, olga, "Hello")
    await until(chat, 2026, 6, 8, 12)
    await late.say("general", "At last")
    await chat.settle()
    await chat.advance(minutes=16)
    await until(chat, 2026, 6, 9, 10)
    assert (got(early, "You talk now"), got(late, "You talk now")) == (0, 1)


async def test_paused_changed_and_gone_on(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(
        chat,
        Said(0, "00:00", "Day zero"),
        Said(2, "10:00", "Day two"),
        Said(4, "10:00", "Day four"),
    )
    await switch_on(chat, olga, "Hello")
    nia = await comes(chat, "Nia")
    await olga.command("sequence show", name="Hello")
    card = await olga.told("Hello · on")
    assert "Add a step…" not in card.buttons
    await olga.click(card, "Pause")
    card = await olga.told("Hello · paused")
    await until(chat, 2026, 6, 3, 12)
    assert got(nia, "Day two") == 0
    await olga.click(card, "Step 3")
    await olga.click(await olga.told("Hello, step 3"), "Edit")
    await olga.fill(day="3", time="18:00", text="Day three")
    await olga.command("sequence on", name="Hello")
    await olga.told("3. day 3, 18:00, privately: Day three")
    await chat.settle()
    await chat.advance(seconds=1)
    assert got(nia, "Day two") == 1  # late, but nothing had replaced it
    await until(chat, 2026, 6, 4, 18)
    assert (got(nia, "Day three"), got(nia, "Day four"), got(nia, "Day zero")) == (1, 0, 1)


async def test_who_is_met_before_their_joining_is_known(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    olga = await owner(chat)
    await draft(chat, Said(0, "00:00", "Day zero"))
    await switch_on(chat, olga, "Hello")
    nia = await chat.person("Nia", joined=False)
    sight = NativeUser(nia.native_id, "Nia")
    await chat.app.registry.native_member(await chat.id, chat.rig.name, sight)
    await chat.advance(minutes=16)
    assert got(nia, "Day zero") == 0
    await nia.join()
    await chat.settle()
    await chat.advance(seconds=6)
    assert got(nia, "Day zero") == 1
