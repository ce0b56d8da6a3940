"""How much moderators had to see, and who asks for it all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.api.model import Account, Community, Member
from bot.api.people import Level
from cogs.safety.alerts.model import Alert
from cogs.safety.proof import wording
from cogs.safety.proof.care import Care
from cogs.safety.proof.store import Load, ProofStore
from tests.cogs.safety.proof.history import *  # noqa: F403 - fixtures
from tests.cogs.safety.proof.history import BAKERY, DAY, NOW, History
from tests.support.community import Community as Chat
from tests.support.scripted import FakeClock


class People:
    """A directory of one community."""

    def __init__(self, *names: str) -> None:
        self.people = {
            number: Member(number, 1, name, Account("local", name, name))
            for number, name in enumerate(names, 50)
        }

    async def community(self, community_id: int) -> Community:
        return BAKERY

    async def member(self, member_id: int) -> Member | None:
        return self.people.get(member_id)

    async def members(self, ids: Sequence[int]) -> dict[int, Member]:
        return {i: self.people[i] for i in ids if i in self.people}


def an_alert(number: int, labels: Sequence[str], settled_by: int | None = None) -> Alert:
    return Alert(
        number, 1, None, 3, number, 7, False, "open", None, None, NOW, NOW,
        scores=dict.fromkeys(labels, 0.8), flagged=tuple(labels), settled_by=settled_by,
    )  # fmt: skip


@pytest.fixture
def care(store: ProofStore) -> Care:
    return Care(store, People("Mo", "Max"), FakeClock())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mo", "max_", "said"),
    [(14, 3, "Mo carried 14 of 17 alerts"), (7, 4, "Mo carried 7 of 11"), (6, 4, ""), (9, 0, "")],
)
async def test_a_word_when_one_carries_most(
    care: Care, history: History, mo: int, max_: int, said: str
) -> None:
    for by, n in ((50, mo), (51, max_), (None, 3)):
        for _ in range(n):
            await history.alert(["insult"], outcome="dismissed", by=by)
    await history.alert(["insult"], outcome="dismissed", by=51, at=NOW - 9 * DAY)
    found = [str(one.text) for one in await care.suggest(1, NOW - 7 * DAY, NOW)]
    assert [said in text for text in found] == ([True] if said else [])
    assert all("/rota join" in text for text in found)


async def test_what_moderators_saw_is_counted(store: ProofStore) -> None:
    clock = FakeClock()
    care = Care(store, People("Mo", "Max"), clock)  # type: ignore[arg-type]
    for number, labels in enumerate((["threat"], ["toxicity"], ["toxicity"]), 1):
        await care.opened(an_alert(number, labels), 50)
        await care.opened(an_alert(number, labels), 50)  # once more is not another card
    clock.advance(days=1)
    await care.opened(an_alert(1, ["threat"]), 50)
    await care.opened(an_alert(2, ["toxicity"]), 51)
    await care.settled(an_alert(2, ["toxicity"], settled_by=51), "dismissed")
    await care.settled(an_alert(3, ["toxicity"]), "deleted")  # by the bot itself
    found, people = await care.loads(1, 1)
    assert found == {50: Load(0, 1, 1), 51: Load(0, 1, 0)}
    found, people = await care.loads(1, 2)
    assert found == {50: Load(0, 4, 2), 51: Load(0, 1, 0)}
    assert people[50].name == "Mo"
    assert "Mo: 0 alerts decided · 4 cards seen · 2 of them serious" in str(
        wording.shared(found, people, 2).text
    )
    clock.advance(days=500)
    await care.tidy()
    assert (await care.loads(1, 365 * 2))[0] == {}


async def test_exposure_of_linked_and_forgotten(care: Care, store: ProofStore) -> None:
    for number, member in enumerate((50, 51, 51)):
        await care.opened(an_alert(number, ["threat"]), member)
    await store.link(kept=50, gone=51)
    assert (await care.loads(1, 1))[0] == {50: Load(0, 3, 3)}
    await store.erase(50)
    assert (await care.loads(1, 1))[0] == {}


# ---- in the chat


async def test_owners_ask_for_the_report(chat: Chat) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await ana.say("general", "Ben, you are an idiot")
    card = await mo.sees("moderators", "you are an idiot")
    chat.clock.advance(minutes=12)
    await mo.click(card, "Dismiss")
    await olga.sees("moderators", "Dismissed by Mo")
    await mo.command("safety report", channel="moderators")
    await mo.told("Only administrators")
    await olga.command("safety report", channel="moderators", days=7)
    said = await olga.told("Safety, May 22, 2026 to May 28, 2026")
    assert "toxicity: 1 alert · 1 flag · only 1 decided, acted upon: 0" in said.text
    assert "decided after 12 minutes (median)" in said.text
    assert "Mo: 1 alert decided · 1 card seen" in said.text
    assert "idiot" not in said.text
