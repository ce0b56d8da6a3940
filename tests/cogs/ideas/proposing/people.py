"""Steps that many of these tests take."""

from __future__ import annotations

from bot.api.port.inbound import InButton
from bot.api.reply import Payload
from bot.platforms.local.responder import LocalResponder
from cogs.ideas.challenges.model import Brief, Dates
from cogs.ideas.challenges.store import ChallengeStore, FinalistStore
from storage.database import Database
from tests.contract.local_rig import LocalRig, handle
from tests.support.chat import Actor, Seen
from tests.support.community import Community

BREAD = "Gluten-free bread on Saturdays"
ALIKE = "On Saturdays bread gluten-free please"
RUDE = "Fire that idiot at the counter"
TERMS = "We may use ideas without payment. Whose idea is built gets a voucher."


async def propose(who: Actor, title: str = BREAD, **options: object) -> Seen:
    """An idea that nothing stands against; its card on the board."""
    await who.command("idea", title=title, **options)
    return await who.sees("ideas", title)


async def on_board(chat: Community, words: str) -> list[Seen]:
    """Cards on the board with these words, once everything is done."""
    await chat.settle()
    return [seen for seen in await chat.messages("ideas") if words in seen.text]


async def member_id(chat: Community, who: Actor) -> int:
    member = await chat.app.registry.known_member(await chat.id, "local", who.native_id)
    assert member is not None
    return member.id


def draft_of(card: Seen) -> int:
    """The number of the draft that a card is about."""
    buttons = [button for row in handle(card).buttons for button in row]
    return next(int(b.payload.split(":")[1]) for b in buttons if b.label == "Discard" and b.payload)


async def put_to_vote(db: Database, community_id: int, idea_id: int) -> None:
    """A challenge whose vote is open, with that idea as its only finalist."""
    store, finals = ChallengeStore(db), FinalistStore(db)
    draft = await store.get(community_id, await store.draft(community_id, 1, 5, 1))
    assert draft is not None
    dates = Dates(10, 20, 30)
    voting = await store.change(draft, 1, phase="vote", brief=Brief("What?"), dates=dates)
    assert voting is not None
    assert await finals.fix(voting, [idea_id], 1, dates, 2)


async def press(chat: Community, who: Actor, on: Seen, payload: Payload) -> None:
    """A press that no button offers to this person, as a forged client sends it."""
    assert isinstance(chat.rig, LocalRig)
    world, channel = chat.rig.world, handle(on).channel
    responder = LocalResponder(world, who.native_id, channel, source=on.native_id)
    responder.begin()
    native, user = world.rooms[channel].native(world.community), world.people[who.native_id].native
    wire = payload.encode()
    await world.tell(InButton(wire, native, on.native_id, user, responder, world.clock(), False))
