"""Which moderators hear of it, and where somebody can be acted on, with several spaces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community, sqlite_url
from tests.support.telegram_server import all_rights

NASTY = "Ben, you are an idiot"
WHY = "he insults me privately"


class TwoGroups(TelegramRig):
    """A business with two groups for its customers."""

    def __init__(self) -> None:
        super().__init__()
        owner = self.server.add_user("Owner of the second")
        self.second = self.server.add_group("Bread lovers", owner, bot_rights=all_rights())

    @property
    def spaces(self) -> Sequence[str]:
        return [*super().spaces, str(self.second.id)]


@pytest.fixture(params=[(DiscordRig, TelegramRig), (TelegramRig,), (TwoGroups,)])
async def spread(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rigs: list[Rig] = [rig() for rig in request.param]
    community = Community(rigs, sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


def with_rigs(*rigs: type[Rig]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("spread", [rigs], indirect=True)


@with_rigs(DiscordRig, TelegramRig)
async def test_moderators_of_the_same_platform_are_asked(spread: Community) -> None:
    mo = await spread.person("Mo", Level.MODERATOR, rig=1)
    ana = await spread.person("Ana", rig=1)
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    assert "(Sourdough & Co., Telegram)" in card.text
    await spread.settle()
    assert await spread.messages("moderators", rig=0) == []
    # and the other way round
    eva, max_ = await spread.person("Eva", rig=0), await spread.person("Max", Level.MODERATOR)
    await eva.say("general", "Ben, idiot, idiot")
    assert "Discord" in (await max_.sees("moderators", "Ben, idiot")).text
    await spread.settle()
    assert len(await spread.messages("moderators", rig=0)) == 1
    assert len(await spread.messages("moderators", rig=1)) == 1


@with_rigs(TelegramRig)
async def test_the_group_of_the_team_is_no_place_to_act_in(spread: Community) -> None:
    mo, cem = await spread.person("Mo", Level.MODERATOR), await spread.person("Cem")
    ben = await spread.person("Ben")
    for one in (cem, ben):
        await one.say("general", "good morning")
    await spread.settle()
    assert isinstance(cem, TelegramActor)
    await ben.command("report", channel="private", member=cem, reason=WHY)
    card = await mo.sees("moderators", WHY)
    assert any("Time out" in label for label in card.buttons)
    assert card.text.splitlines()[0] == "#1 📣 Reported by a member · Cem"
    await mo.click(card, "Time out")
    await mo.sees("moderators", "Timed out for 1 hour")
    assert spread.rig.timed_out(cem)


@with_rigs(TwoGroups)
async def test_of_several_places_a_moderator_says_which(spread: Community) -> None:
    mo, cem = await spread.person("Mo", Level.MODERATOR), await spread.person("Cem")
    ben = await spread.person("Ben")
    for one in (cem, ben):
        await one.say("general", "good morning")
    await spread.settle()
    await ben.command("report", channel="private", member=cem, reason=WHY)
    card = await mo.sees("moderators", WHY)
    assert "I do not know where it happened" in card.text
    assert not any("Time out" in label for label in card.buttons)
    assert "Bread lovers, Telegram" in card.buttons
    assert not any("moderators" in label for label in card.buttons)
    await mo.click(card, "Sourdough")
    await spread.settle()
    (card,) = [m for m in await spread.messages("moderators") if WHY in m.text]
    assert "I do not know where" not in card.text
    await mo.click(card, "Time out")
    await mo.sees("moderators", "Timed out for 1 hour")
    assert spread.rig.timed_out(cem)
