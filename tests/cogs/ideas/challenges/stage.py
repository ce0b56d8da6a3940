"""What the stories of challenges begin with."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.port.nouns import NativeUser
from cogs.ideas.challenges.model import Challenge
from cogs.ideas.cog import Ideas
from tests.contract.telegram_rig import TelegramActor
from tests.support.chat import Actor, Seen
from tests.support.community import Community

QUESTION = "What should we bake in summer?"
DATES = "in 2 days; in 4 days; in 6 days"
BREAD, CORN, CAKE = "Gluten-free bread", "Polenta rolls", "Ice cream sandwiches"


def cog(chat: Community) -> Ideas:
    """The cog that serves the community."""
    found = chat.app.book.cogs["ideas"]
    assert isinstance(found, Ideas)
    return found


async def member(chat: Community, who: Actor, rig: int = 0) -> Member:
    """The member behind a person."""
    user = NativeUser(who.native_id, who.name)
    return await chat.app.registry.native_member(await chat.id, chat.rigs[rig].name, user)


async def challenge(chat: Community, number: int = 1) -> Challenge:
    """A challenge as it is kept."""
    found = await cog(chat)._challenges.get(await chat.id, number)
    assert found is not None
    return found


async def draft(mo: Actor, *, dates: str = DATES, **more: str) -> Seen:
    """The preview of a new challenge."""
    await mo.command("ideas challenge")
    await mo.fill(question=QUESTION, dates=dates, **more)
    return await mo.told("Not posted yet")


async def begin(mo: Actor, **more: str) -> Seen:
    """Post a challenge; its card."""
    await mo.click(await draft(mo, **more), "Post it")
    await mo.told("Posted: it is challenge 1.")
    return await mo.sees("ideas", f"Challenge 1 “{QUESTION}”")


async def submit(who: Actor, title: str) -> Seen:
    """An idea for the challenge, by the button on its card; the card of the idea."""
    await who.click(await who.sees("ideas", "▶ Ideas until"), "Submit an idea")
    if isinstance(who, TelegramActor):  # asked where the button stands
        for number, answer in enumerate((title, "/skip", "/skip"), 1):
            question = await who.sees("ideas", f"{number} of 3:")
            await who.say("ideas", answer, reply_to=question)
    else:
        await who.fill(title=title)
    await who.click(await who.told(title), "Post it")
    return await who.sees("ideas", f"{title}\n\nIdea by")


async def support(who: Actor, title: str) -> None:
    """A vote on the card of an idea."""
    await who.click(await who.sees("ideas", title), "Support")
    await who.told("Thank you! You support")


async def to_vote(chat: Community, mo: Actor) -> Seen:
    """Until moderators are asked for the finalists; their card."""
    await chat.advance(days=2)
    await chat.advance(days=2, minutes=1)
    return await mo.sees("moderators", "The discussion is over.")


async def details(chat: Community, who: Actor, words: str = "Who votes") -> Seen:
    """Everything about the challenge, for one reader."""
    await chat.settle()
    await who.command("ideas challenges", challenge="1")
    await chat.settle()
    return await who.told(words)
