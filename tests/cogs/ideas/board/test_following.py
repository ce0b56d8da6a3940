"""Who hears of an idea, and how one chooses to."""

from __future__ import annotations

import asyncio

from cogs.ideas.store import PeopleStore
from cogs.ideas.testing import store as testing
from tests.support.community import Opener

from .conftest import Stores
from .stage import ALONE, HERE, NOW, changed, cog, propose

AUTHOR, VOTER, FOLLOWER = 7, 8, 9


async def heard(stores: Stores, member: int) -> list[int]:
    found, _ = await stores.ideas.page(HERE, "all", "following", 20, member_id=member)
    ids = sorted(idea.id for idea in found)
    for idea in (await stores.ideas.page(HERE, "all", "new", 20))[0]:
        hears = await stores.followers.hears(idea.id, member)
        assert hears is (idea.id in ids) is (member in await stores.followers.audience(idea.id))
    return ids


async def test_author_supporters_and_followers_hear_of_it(stores: Stores) -> None:
    idea, other = await stores.post(author=AUTHOR), await stores.post("Other", author=1)
    await stores.back(idea, VOTER)
    await stores.followers.wish(idea.id, FOLLOWER, True, NOW)
    assert await stores.followers.audience(idea.id) == [AUTHOR, VOTER, FOLLOWER]
    assert await stores.followers.audience(999) == []
    for member in (AUTHOR, VOTER, FOLLOWER):
        assert await heard(stores, member) == [idea.id]
    assert await heard(stores, 1) == [other.id]


async def test_who_was_picked_to_try_it_hears_of_it_and_who_only_offered_does_not(
    stores: Stores,
) -> None:
    whole, part = await stores.post(author=AUTHOR), await stores.post("Part", author=AUTHOR)
    group = testing.TesterStore(stores.db)
    for member in (VOTER, FOLLOWER):
        await group.offer(part.id, member, NOW)
    await group.pick(part.id, FOLLOWER)
    await stores.merge(part, whole)
    assert await stores.followers.audience(whole.id) == [AUTHOR, FOLLOWER]
    assert await heard(stores, FOLLOWER) == [whole.id]
    assert await heard(stores, VOTER) == []


async def test_nobody_hears_who_does_not_wish_to(stores: Stores) -> None:
    idea = await stores.post(author=AUTHOR)
    await stores.back(idea, VOTER)
    for member in (AUTHOR, VOTER):
        await stores.followers.wish(idea.id, member, False, NOW)
    assert await stores.followers.audience(idea.id) == []
    assert await heard(stores, VOTER) == []
    await stores.followers.wish(idea.id, VOTER, True, NOW)
    assert await stores.followers.audience(idea.id) == [VOTER]


async def test_over_a_merge_everybody_hears_once_and_old_wishes_hold(stores: Stores) -> None:
    whole, part, second = [
        await stores.post(t, author=a) for t, a in (("W", 1), ("P", 2), ("S", 3))
    ]
    await stores.back(whole, 4)
    await stores.back(part, 4, 5)
    await stores.followers.wish(part.id, 6, True, NOW)
    await stores.followers.wish(part.id, 5, False, NOW)
    # about the idea itself, and about parts at different times
    await stores.followers.wish(part.id, 1, False, NOW + 5)
    await stores.followers.wish(whole.id, 1, True, NOW)
    await stores.followers.wish(part.id, 3, True, NOW)
    await stores.followers.wish(second.id, 3, False, NOW + 1)
    await stores.merge(part, whole)
    await stores.merge(second, whole)
    assert await stores.followers.audience(whole.id) == [1, 2, 4, 6]
    for member in (1, 2, 4, 6):
        assert await heard(stores, member) == [whole.id]
    for member in (3, 5):
        assert await heard(stores, member) == []
    # taken out again, each idea has its own people back
    await changed(stores.db, part.id, merged_into=None, merged_with=None)
    assert await stores.followers.audience(part.id) == [2, 3, 4, 6]
    assert await stores.followers.audience(whole.id) == [1, 4]


async def test_many_clicks_leave_one_wish(stores: Stores) -> None:
    idea = await stores.post(author=AUTHOR)
    wishes = [stores.followers.wish(idea.id, 1, n % 2 == 0, NOW) for n in range(20)]
    await asyncio.gather(*wishes)
    await stores.followers.wish(idea.id, 1, True, NOW)
    assert await stores.followers.audience(idea.id) == [1, AUTHOR]


async def test_wishes_of_linked_and_forgotten_people(stores: Stores) -> None:
    """As the member who stays wished, else as the other one; gone with the person."""
    one, two = await stores.post("One", author=AUTHOR), await stores.post("Two", author=AUTHOR)
    people = PeopleStore(stores.db)
    await stores.followers.wish(one.id, 1, False, NOW)
    await stores.followers.wish(one.id, 2, True, NOW)
    await stores.followers.wish(two.id, 2, True, NOW)
    await people.link(1, 2)
    assert await stores.followers.audience(one.id) == [AUTHOR]
    assert await stores.followers.audience(two.id) == [1, AUTHOR]
    await people.erase(1)
    await people.erase(AUTHOR)
    assert await stores.followers.audience(two.id) == []


async def test_follow_and_unfollow_in_the_details(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana, "A bench outside")
    await ben.click(card, "Details")
    shown = await ben.told("Posted")
    assert "🔔 Follow" in shown.buttons
    await ben.click(shown, "Follow")
    await ben.told("You will hear what becomes of #1.")
    await ben.command("ideas list", sort="following")
    assert (await ben.told("those you hear of (1 of 1)")).buttons == ("#1",)
    await ana.command("ideas show", idea="1")
    shown = await ana.told("You hear what becomes of it.")
    assert "🔕 Unfollow" in shown.buttons
    await ana.click(shown, "Unfollow")
    await ana.told("You will hear nothing more of #1.")
    known = await chat.app.registry.known_member(await chat.id, "local", ben.native_id)
    assert known is not None
    assert await cog(chat)._followers.audience(1) == [known.id]
