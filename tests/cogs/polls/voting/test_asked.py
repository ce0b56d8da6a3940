"""From the typed command to the card: what a poll may be, who may ask it, and where it goes."""

from __future__ import annotations

from bot.api.people import Level
from tests.cogs.polls.voting.stage import ask
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def typed(who: Actor, **options: object) -> Seen:
    """A poll about cake, asked with a command; its card."""
    values: dict[str, object] = {"question": "Which cake?", "options": "Apple; Plum"}
    await who.command("poll", **{**values, **options})
    return await who.sees("general", str(options.get("question", "Which cake?")))


async def test_a_typed_poll_is_up_at_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await typed(ana, closes="in 2h")
    assert card.buttons == ("Apple", "Plum", "My vote")
    confirmed = await ana.told("Your poll is up in #general")
    # 20:26 UTC is 22:26 in Berlin, and so said on the card and in private
    assert "May 29, 12:26 AM" in confirmed.text and "in 2 hours" in confirmed.text
    assert "May 29, 12:26 AM" in card.text


async def test_polls_that_cannot_be(chat: Community) -> None:
    ana = await chat.person("Ana")
    bad = {
        "Apple": "needs 2 to 10 options, and I count 1",
        "; ".join(f"cake {i}" for i in range(40)): "needs 2 to 10 options, and I count 40",
        "Apple; Plum; apple": "“apple” is there twice",
        f"Apple; {'x' * 90}": "at most 80 characters",
    }
    for options, sentence in bad.items():
        await ana.command("poll", question="Which cake?", options=options)
        await ana.told(sentence)
    await ana.command("poll", question="x" * 300, options="Apple; Plum")
    await ana.told("at most 200 characters")
    await ana.command("poll", question="When?", options="Apple; Plum", closes="in 100 days")
    await ana.told("at most 90 days")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if m.buttons]


async def test_a_member_cannot_flood_and_settings_say_who_may_ask(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"open_per_member": 1}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await typed(ana)
    await ana.command("poll", question="Again?", options="Yes; No")
    await ana.told("You have 1 open poll; please close it first.")
    for question in ("One?", "Two?"):
        await typed(mo, question=question)


async def test_only_moderators_where_the_setting_says_so(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"who_may_ask": "moderators"}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.told("Only moderators can start a poll here.")
    await typed(mo)


async def test_a_poll_among_moderators_stays_there(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll", channel="moderators", question="Bonus?", options="Yes; No")
    card = await mo.sees("moderators", "Bonus?")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "Bonus?" in m.text]
    await mo.click(card, "No")
    await mo.told("You voted for No")
    # and nobody else learns of it by other ways
    await ana.command("polls list")
    await ana.told("No poll is open.")
    await ana.command("polls result", poll="#1")
    await ana.told("I know no such poll")


async def test_german(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana = await chat.person("Ana")
    card = await ask(chat, ana, "Welcher Kuchen?", ("Apfel", "Pflaume"))
    assert "Gefragt von Ana" in card.text and "Offen bis" in card.text
    assert "Asked" not in card.text
    await ana.click(card, "Apfel")
    await ana.told("Du hast für Apfel gestimmt.")
    await chat.advance(hours=25)
    await ana.sees("general", "Apfel hat mit 1 Stimme gewonnen.", after=card)
