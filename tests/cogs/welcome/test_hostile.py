"""Those who mean no good, and those who are cut off in the middle."""

from __future__ import annotations

import pytest

from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.port.inbound import InButton
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.engine.conversation.context import Silent
from cogs.welcome.charter.payloads import Accept
from cogs.welcome.charter.store import CharterStore
from cogs.welcome.greeting.store import ArrivalStore
from cogs.welcome.intake.model import advertises
from cogs.welcome.intake.store import IntakeStore
from cogs.welcome.store import PeopleStore
from tests.support.chat import Actor
from tests.support.community import Community, Opener

from .test_charter import RULES, owner_writes
from .test_coming_and_going import WELCOME, greetings
from .test_intake import OFFER, first_card, hello, introduced, sports

BACK = "Good to see you again"


async def member_id(chat: Community, who: Actor) -> int:
    found = await chat.app.registry.known_member(await chat.id, chat.rig.name, who.native_id)
    assert found is not None
    return found.id


async def test_who_comes_and_goes_all_day_is_greeted_for_it_once(chat: Community) -> None:
    spam = await chat.person("BuyCoins", joined=False)
    await spam.join()
    await spam.sees("general", WELCOME)
    for _ in range(6):
        await chat.advance(minutes=2)
        await spam.leave()
        await chat.settle()
        await spam.join()
        await chat.settle()
    await chat.advance(minutes=2)
    assert await greetings(chat) == 1
    assert await greetings(chat, BACK) == 1
    await chat.advance(days=2)
    await spam.leave()
    await chat.settle()
    await spam.join()
    await spam.sees("general", BACK)
    assert await greetings(chat, BACK) == 2


@pytest.mark.parametrize("name", ["@everyone @here", "N" + "\u0315\u0336\u0347" * 100, "<b>[x](y)"])
async def test_names_are_only_names(open_on: Opener, platform: str, name: str) -> None:
    chat = await open_on(platform, cogs={"safety": {"enabled": False}})
    people = [await chat.person(name, joined=False) for _ in range(20)]
    for person in people:
        await person.join()
    await chat.settle()
    await chat.advance(seconds=20)
    await chat.rig.wait_for("general", "Welcome to Sourdough & Co.")


async def test_a_version_that_is_none_cannot_be_accepted(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"rules": RULES}})
    nia = await chat.person("Nia")
    await nia.command("charter show")
    await nia.told(RULES)
    place = NativeChannel(nia.native_id, "private", None)
    user = NativeUser(nia.native_id, "Nia")
    charter, now = CharterStore(chat.app.db), chat.clock.now()
    accepted = []
    for version in (7, 0, 1):
        press = InButton(Accept(version).encode(), place, 1, user, Silent(), now, private=True)
        await chat.app.intake.receive(chat.rig.name, press)
        await chat.settle()
        accepted.append(await charter.accepted(await member_id(chat, nia)))
    assert accepted == [None, None, (1, now)]


@pytest.mark.parametrize(
    "words",
    [
        "https://win.example/x",
        "discord.gg/abc",
        "look at rye-bread.shop",
        "ask @crypto_pump",
        "www.x.y",
    ],
)
async def test_no_advertising_in_an_introduction(chat: Community, words: str) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.click(await introduced(nia, words), "Yes")
    await nia.told("I post no links or @names")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if words in m.text]


@pytest.mark.parametrize("words", ["z.B. Brot", "I bake.And you?", "3.5 kg", "mail: a@b"])
def test_ordinary_words_advertise_nothing(words: str) -> None:
    assert not advertises(words)


async def test_who_was_thrown_out_is_not_introduced(chat: Community) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.say("general", "Hello")
    await nia.command("intake answer", channel="private")
    await nia.click(await nia.told("What it is for:"), "Write")
    await nia.fill(text="I bake with rye.")
    offer = await nia.told(OFFER)
    await nia.leave()
    await chat.settle()
    await nia.click(offer, "Yes")
    await nia.told("You are not in this community at the moment")
    assert not [m for m in await chat.messages("general") if "rye" in m.text]


async def test_a_word_that_means_something_else_is_passed_over(chat: Community) -> None:
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("intake add", question="Your activity?", purpose="to help", choices="A; B")
    await ada.told('your is "A"')
    await ada.command("intake add", question="And is it?", purpose="to help", choices="A; B")
    await ada.told("newcomers are asked “And is it?”")
    for word in ("and", "new", "within", "everybody", "joined"):
        await ada.command("intake add", question="Oven?", purpose="to help", choices="A; B",
                          word=word)  # fmt: skip
        await ada.told(f"“{word}” means something else")


# ---- cut off in the middle


async def test_killed_between_note_and_introduction(chat: Community) -> None:
    await hello(chat)
    nia = await chat.person("Nia")
    await nia.say("general", "Hello")
    await chat.settle()
    intake = IntakeStore(chat.app.db)
    (question,) = await intake.questions(await chat.id)
    words = {question.id: "I bake with rye."}
    await intake.introduce(await chat.id, await member_id(chat, nia), words, chat.clock.now())
    for _ in range(2):
        await chat.restart()
        await chat.rig.wait_for("general", "I bake with rye.")
        await chat.settle()
        assert len([m for m in await chat.messages("general") if "with rye" in m.text]) == 1


async def test_killed_while_an_introduction_is_deleted(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sports(chat)
    nia = await chat.person("Nia")
    await nia.click(await first_card(nia), "Yoga")
    await nia.click(await nia.told(OFFER), "Yes")
    await chat.rig.wait_for("general", "This is Nia")

    async def killed(*_: object) -> None:
        raise UserError("killed")

    retract = chat.app.outbox.retract
    with monkeypatch.context() as patch:
        patch.setattr(chat.app.outbox, "retract", killed)
        await nia.command("intake forget")
        await nia.told("killed")
    assert chat.app.outbox.retract == retract
    await nia.command("intake forget")
    await nia.told("your answers are deleted")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "This is Nia" in m.text]


async def test_killed_at_the_first_message(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was awaited is greeted at the next one."""
    chat = await open_chat(cogs={"welcome": {"when": "first_message"}})
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await chat.settle()

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(ArrivalStore, "came", killed)
        await nia.say("general", "Hello?")
        await chat.settle()
    await chat.restart()
    await nia.say("general", "Is anybody here?")
    await nia.sees("general", WELCOME)
    assert await greetings(chat) == 1


async def test_nobody_is_greeted_weeks_later(open_chat: Opener) -> None:
    """Newcomers wait while it is switched off, but not for ever."""
    chat = await open_chat(cogs={"welcome": {"messages_per_minute": 1}})
    olga = await chat.person("Olga", Level.OWNER)
    for name in ("Nia", "Bea"):
        await (await chat.person(name, joined=False)).join()
        await chat.settle()
    await olga.command("settings set", name="welcome.enabled", value="false")
    await olga.told("welcome.enabled")
    await chat.advance(minutes=5)
    assert await greetings(chat, "Bea") == 0
    await chat.advance(days=20)
    await olga.command("settings reset", name="welcome.enabled")
    await chat.settle()
    await (await chat.person("Cleo", joined=False)).join()
    await chat.rig.wait_for("general", "Cleo")
    assert await greetings(chat, "Bea") == 0


async def test_who_is_forgotten_is_named_in_no_greeting(chat: Community) -> None:
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await nia.sees("general", WELCOME)
    await chat.app.book.cogs["welcome"].erase(await member_id(chat, nia))
    await chat.until(lambda: greetings(chat), 0)


async def test_the_introduction_of_either_account_stays_in_hand(chat: Community) -> None:
    """One account had one and deleted it; the other's stands."""
    intake, people = IntakeStore(chat.app.db), PeopleStore(chat.app.db)
    now, here, kept, gone = chat.clock.now(), await chat.id, 9001, 9002
    for _ in range(2):
        assert await intake.introduce(here, kept, {}, now)
        assert await intake.unintroduce(kept, now)
    assert await intake.introduce(here, gone, {1: "Rye"}, now) == f"welcome:intro:{gone}:1"
    assert await people.link(kept, gone) == []
    assert await intake.introduction(kept) == (f"welcome:intro:{gone}:1", now)
    assert await intake.written(kept) == {1: "Rye"}
    assert await intake.unintroduce(kept, now) == f"welcome:intro:{gone}:1"
    assert await intake.introduce(here, kept, {}, now) == f"welcome:intro:{kept}:3"


async def test_words_go_with_the_introduction_that_goes(chat: Community) -> None:
    intake, people = IntakeStore(chat.app.db), PeopleStore(chat.app.db)
    now, here, kept, gone = chat.clock.now(), await chat.id, 9001, 9002
    await intake.introduce(here, kept, {}, now)
    await intake.introduce(here, gone, {1: "Rye"}, now)
    assert await people.link(kept, gone) == [(here, f"welcome:intro:{gone}:1")]
    assert await intake.written(kept) == {}


async def test_the_owner_is_told_when_the_charter_has_just_changed(chat: Community) -> None:
    await owner_writes(chat, "Be kind.")
    ada = await chat.person("Ada", Level.ADMIN)
    await ada.command("charter edit")
    await ada.fill(text="Be kinder.")
    await ada.told("Version 2 is in force. Who accepted an earlier one is asked again")
