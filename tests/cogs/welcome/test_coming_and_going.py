"""Who leaves at once, who comes back, and who is greeted at their first message."""

from __future__ import annotations

from cogs.welcome.greeting.store import ArrivalStore
from tests.support.chat import Actor
from tests.support.community import Community, Opener

WELCOME = "Welcome to Sourdough & Co."


async def greetings(chat: Community, words: str = WELCOME) -> int:
    await chat.settle()
    return sum(words in m.text for m in await chat.messages("general"))


async def newcomer(chat: Community, name: str = "Nia") -> Actor:
    return await chat.person(name, joined=False)


async def test_who_leaves_within_a_minute_is_not_welcomed_any_more(
    open_on: Opener, platform: str
) -> None:
    chat = await open_on(platform)
    nia = await newcomer(chat)
    await nia.join()
    await chat.rig.wait_for("general", WELCOME)
    chat.clock.advance(seconds=50)
    await nia.leave()
    await chat.until(lambda: greetings(chat), 0)


async def test_who_leaves_later_was_welcome(chat: Community) -> None:
    nia = await newcomer(chat)
    await nia.join()
    await chat.settle()
    chat.clock.advance(seconds=61)
    await nia.leave()
    await chat.settle()
    await chat.advance(seconds=1)
    assert await greetings(chat) == 1


async def test_a_common_greeting_leaves_them_out(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    people = [await newcomer(chat, name) for name in ("Ada", "Bea", "Cleo", "Dora")]
    for person in people[:2]:
        await person.join()
        await chat.rig.wait_for("general", person.name)
    space = (await chat.app.registry.spaces(await chat.id))[0].id

    async def waiting() -> int:
        return len(await ArrivalStore(chat.app.db).waiting(space))

    for person in people[2:]:
        await person.join()
    await chat.until(waiting, 2)
    await chat.settle()
    await chat.advance(seconds=16)
    await chat.rig.wait_for("general", "Dora")
    await people[2].leave()

    async def names_cleo() -> int:
        await chat.settle()
        return sum("Cleo" in m.text for m in await chat.messages("general") if "Dora" in m.text)

    await chat.until(names_cleo, 0)
    assert await greetings(chat, "Dora") == 1


async def test_a_private_greeting_goes_too(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"where": "private"}})
    nia = await newcomer(chat)
    await nia.join()
    await nia.told(WELCOME)
    await nia.leave()

    async def standing() -> int:
        await chat.settle()
        posts = await chat.app.outbox.posts(await chat.id, "welcome:private:1")
        return len(posts)

    await chat.until(standing, 0)


async def test_a_restart_does_not_forget_who_left(chat: Community) -> None:
    nia = await newcomer(chat)
    await nia.join()
    await chat.rig.wait_for("general", WELCOME)
    await chat.restart(nia.leave)
    # the platform tells nothing of what happened meanwhile, so the greeting stays
    assert await greetings(chat) == 1
    bea = await newcomer(chat, "Bea")
    await bea.join()
    await chat.rig.wait_for("general", "Bea")
    await bea.leave()
    await chat.restart()
    await chat.until(lambda: greetings(chat, "Bea"), 0)


async def test_killed_between_mark_and_message(chat: Community) -> None:
    """A greeting that was marked and never queued is queued after the start, once."""
    nia = await chat.person("Nia")
    await nia.say("general", "hello")
    await chat.settle()
    member = await chat.app.registry.known_member(await chat.id, chat.rig.name, nia.native_id)
    assert member is not None
    space = (await chat.app.registry.spaces(await chat.id))[0].id
    store = ArrivalStore(chat.app.db)
    now = chat.clock.now()
    await store.came(await chat.id, space, member.id, now, public=True, private=True)
    await store.greeted([1], "welcome:1:1", chat.clock.now())
    await store.noted(1, "welcome:private:1", chat.clock.now())
    for _ in range(2):
        await chat.restart()
        await nia.told(WELCOME)
        await chat.until(lambda: greetings(chat), 1)
    assert len([text for text in nia.told_so_far() if WELCOME in text]) == 1


async def test_who_comes_back_is_greeted_as_such(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    nia = await newcomer(chat)
    await nia.join()
    await chat.rig.wait_for("general", WELCOME)
    await chat.advance(minutes=5)
    await nia.leave()
    await chat.settle()
    await chat.advance(minutes=5)
    await nia.join()
    await nia.sees("general", "Good to see you again, ")
    assert await greetings(chat) == 1


async def test_the_owners_words_for_those_who_come_back(open_chat: Opener) -> None:
    template = {"returning_template": "Back again, {first_name}?"}
    chat = await open_chat(cogs={"welcome": template})
    nia = await chat.person("Nia Novak")
    await nia.say("general", "Good evening")
    await chat.settle()
    await nia.leave()
    await chat.settle()
    await nia.join()
    await nia.sees("general", "Back again, Nia?")


async def test_new_and_returning_ones_share_a_greeting(chat: Community) -> None:
    old = await chat.person("Olaf")
    await old.say("general", "hello")
    await chat.settle()
    await old.leave()
    for name in ("Ada", "Bea", "Cleo"):
        await (await newcomer(chat, name)).join()
        await chat.settle()
    await old.join()
    await chat.settle()
    await chat.advance(seconds=16)
    seen = await chat.rig.wait_for("general", "Cleo")
    assert "Good to see you again, @Olaf" in seen.text.replace(" Olaf", " @Olaf")
    assert "Olaf" not in seen.text.splitlines()[0]


async def test_at_the_first_message(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform, cogs={"welcome": {"when": "first_message"}})
    nia = await newcomer(chat)
    await nia.join()
    await chat.settle()
    await chat.advance(minutes=2)
    assert await greetings(chat) == 0
    await chat.restart()
    await nia.say("general", "Is there rye on Mondays?")
    await chat.rig.wait_for("general", WELCOME)
    await nia.say("general", "And on Tuesdays?")
    assert await greetings(chat) == 1


async def test_who_leaves_before_the_first_message_is_forgotten(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"when": "first_message"}})
    nia = await newcomer(chat)
    await nia.join()
    await chat.settle()
    await nia.leave()
    await chat.settle()
    await nia.join()
    await chat.settle()
    await nia.say("general", "Here I am again")
    await nia.sees("general", "Good to see you again")
    assert await greetings(chat) == 0


async def test_who_wants_no_more_of_these_gets_none(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"where": "private"}})
    nia = await newcomer(chat)
    await nia.join()
    first = await nia.told(WELCOME)
    await nia.click(first, "Stop these messages")
    await chat.settle()
    await chat.advance(minutes=5)
    await nia.leave()
    await chat.settle()
    await nia.join()
    await chat.settle()
    await chat.advance(hours=20)
    assert not [text for text in nia.told_so_far() if "Good to see you again" in text]
