"""What every platform must do the same: facts, commands, rights, buttons, forms, privacy."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.api.people import Level
from storage.tables import messages, movements
from tests.support.community import Community

NASTY = 'hi @everyone <b>bold</b> **stars** `code` [x](http://evil.example) ||spoil|| \\ "q" %s {x}'


async def count(chat: Community, *where: object) -> int:
    async with chat.app.db.read() as connection:
        query = select(func.count()).select_from(messages).where(*where)  # type: ignore[arg-type]
        return int(await connection.scalar(query) or 0)


async def test_a_message_becomes_one_fact_without_its_text(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    first = await ana.say("general", "Good morning, is there rye bread today?")
    await ben.say("general", "Yes, until noon.", reply_to=first)
    await chat.until(lambda: count(chat), 2)
    assert await count(chat, messages.c.reply_to == first.native_id) == 1
    async with chat.app.db.read() as connection:
        rows = (await connection.execute(select(messages))).all()
    assert "rye" not in repr(rows)


async def test_edits_and_deletions_are_noted(chat: Community) -> None:
    ana = await chat.person("Ana")
    said = await ana.say("general", "The oven is brokn")
    await chat.until(lambda: count(chat), 1)
    await ana.edit(said, "The oven is broken")
    await chat.until(lambda: count(chat, messages.c.edited_at.is_not(None)), 1)


async def test_commands_are_no_conversation(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("help")
    await ana.told("This is what you can type")
    await chat.settle()
    assert await count(chat) == 0


async def test_private_answers_are_seen_by_nobody_else(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("help")
    await ana.told("This is what you can type")
    assert not ben.told_so_far()
    assert not [m for m in await chat.messages("general") if "This is what" in m.text]


async def test_rights_are_asked_of_the_platform(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    await mia.command("settings set", name="polls.enabled", value="off")
    await mia.told("Only owners can do that here.")


async def test_owners_may(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="polls.enabled", value="off")
    await olga.told("polls.enabled = off")


async def test_joining_and_leaving_are_facts(chat: Community) -> None:
    async def moved(kind: str) -> int:
        async with chat.app.db.read() as connection:
            query = select(func.count()).select_from(movements).where(movements.c.kind == kind)
            return int(await connection.scalar(query) or 0)

    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await chat.until(lambda: moved("joined"), 1)
    await nia.leave()
    await chat.until(lambda: moved("left"), 1)


async def test_a_poll_from_question_to_result(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("poll", question="Which cake?", options="Apple; Plum", closes="in 2h")
    card = await ben.sees("general", "Which cake?")
    await ben.click(card, "Apple")
    await ben.told("Apple")
    await ben.click(card, "Plum")
    await ben.told("Plum")
    await ana.click(card, "Plum")
    await ana.sees("general", "2")
    await chat.advance(hours=2, minutes=1)
    closed = await ana.sees("general", "Which cake?")
    assert not [m for m in await chat.messages("general") if "Apple" in m.text and m.buttons]
    assert closed


async def test_buttons_survive_a_restart(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("poll", question="Open on Sunday?", options="Yes; No")
    card = await ben.sees("general", "Open on Sunday?")
    await chat.restart()
    await ben.click(card, "Yes")
    await ben.told("Yes")


async def test_two_clicks_at_once_count_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", question="Twice?", options="Yes; No")
    card = await ana.sees("general", "Twice?")
    await ana.click(card, "Yes")
    await ana.click(card, "Yes")
    await chat.settle()
    current = await ana.sees("general", "Twice?")
    assert "1 vote" in current.text or "1 person" in current.text or "· 1" in current.text


async def test_a_form_or_its_questions(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea")
    await ana.fill(title="Bread subscription", why="So that I never run out", audience="Regulars")
    await ana.click(await ana.told("Bread subscription"), "Post")
    await ana.sees("ideas", "Bread subscription")


async def test_words_of_members_stay_words(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea", title=NASTY[:80])
    card = await ana.sees("ideas", "<b>bold</b> **stars**")
    # Telegram would notify whoever has that name: there something stands between
    assert "@everyone" in card.text.replace("\u2060", "")


async def test_a_message_of_four_thousand_characters(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "x" * 1990 if chat.rig.name == "discord" else "x" * 4000)
    await chat.until(lambda: count(chat, messages.c.length > 1900), 1)
