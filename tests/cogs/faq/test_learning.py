"""How sure answers must be: proposed from what askers said, accepted by the owner."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.faq.asking.store import Turn
from cogs.faq.config import FaqConfig
from cogs.faq.learning.threshold import Record, propose
from tests.support.chat import Actor
from tests.support.community import Community

from .stage import cog, with_entry

# 40 answers: those under 0.8 are wrong every third time, the others never.
JUDGED = [(0.70 + 0.01 * (n % 10), n % 3 > 0) for n in range(20)]
JUDGED += [(0.80 + 0.01 * (n % 15), True) for n in range(20)]
SCORES = [score for score, _ in JUDGED] + [0.1] * 40


def test_the_lowest_threshold_that_keeps_wrong_answers_rare() -> None:
    found = propose(JUDGED, SCORES, 0.7, 0.05)
    assert found is not None and found.better is not None
    assert found.now == Record(0.7, 40, 7, 0.5)
    assert found.better.wrong_share <= 0.05 < found.now.wrong_share
    lower = round(found.better.sure - 0.01, 2)
    over = [solved for score, solved in JUDGED if score >= lower]
    assert over.count(False) / len(over) > 0.05
    assert found.better.answered < found.now.answered


def test_too_few_say_nothing() -> None:
    assert propose(JUDGED[:29], SCORES, 0.7, 0.05) is None


def test_what_is_right_stays() -> None:
    found = propose([(0.9, True)] * 40, [0.9] * 40, 0.7, 0.05)
    assert found is not None and found.better is None


def test_lower_only_with_answers_judged_in_between() -> None:
    sure = [(0.95, True)] * 30
    few = propose(sure + [(0.85, True)] * 9, [0.9] * 10, 0.9, 0.05)
    assert few is not None and few.better is None
    enough = propose(sure + [(0.85, True)] * 10, [0.9] * 10, 0.9, 0.05)
    assert enough is not None and enough.better is not None
    assert enough.better.sure < 0.9


def test_sure_answers_do_not_make_up_for_guesses() -> None:
    sure = [(0.95, True)] * 200
    guesses = [(0.85, n > 2) for n in range(12)]  # 3 of 12 wrong, 3 of 212 in all
    found = propose(sure + guesses, [0.9] * 10, 0.9, 0.05)
    assert found is not None and found.better is None


def test_picks_do_not_make_up_for_wrong_answers() -> None:
    wrong = [(0.75, n % 4 > 0) for n in range(40)]  # every fourth is wrong
    picked = [(0.4, True)] * 400
    found = propose(wrong + picked, [0.9] * 10, 0.7, 0.05)
    assert found is not None and found.now.wrong_share == 0.25
    assert found.better is None or found.better.sure > 0.7


def test_few_answers_leave_much_open() -> None:
    # Clopper and Pearson: without a wrong one the bound is 1 - 0.05 ** (1 / n)
    assert Record(0.9, 10, 0, 0.5).at_most == pytest.approx(1 - 0.05 ** (1 / 10), abs=1e-6)
    assert Record(0.9, 59, 0, 0.5).at_most == pytest.approx(0.0495, abs=1e-4)
    assert Record(0.9, 20, 1, 0.5).at_most == pytest.approx(0.2161, abs=1e-4)
    assert Record(0.9, 10, 10, 0.5).at_most == 1
    assert Record(0.9, 2_000, 100, 0.5).at_most == pytest.approx(0.0590, abs=1e-3)


def test_nothing_helps() -> None:
    found = propose([(0.9, n % 2 > 0) for n in range(40)], [0.9] * 40, 0.7, 0.05)
    assert found is not None and found.better is None and found.now.wrong_share == 0.5


async def judge(chat: Community, who: Actor) -> None:
    """Forty askers have said what they think."""
    faq, community_id, now = cog(chat), await chat.id, chat.clock.now()
    member = await chat.app.registry.find_member(community_id, "local", who.name)
    assert member is not None
    for number, (score, solved) in enumerate(JUDGED, 1000):
        turn = Turn(number, "answer", ((1, score),))
        await faq._turns.over(community_id, turn, now)
        await faq._store.add_feedback(
            community_id, number, 1, score=score, solved=solved, member_id=member.id, now=now
        )


async def test_the_owner_accepts_with_one_button(chat: Community) -> None:
    mia = await with_entry(chat)
    oda = await chat.person("Oda", Level.OWNER)
    await mia.command("faq learning")
    await mia.told("I can say more from 30 on.")
    await judge(chat, mia)
    await mia.command("faq learning")
    seen = await mia.told("An owner can accept that here.")
    assert seen.buttons == () and "7 of 40 judged answers were wrong (18%)" in seen.text
    await oda.command("faq learning")
    shown = await oda.told("I change nothing by myself.")
    assert len(shown.buttons) == 1
    assert "with so few, up to" in shown.text
    config = chat.app.configs.of(FaqConfig, await chat.id)
    await oda.click(shown, "Use 0.")
    await oda.told("Done: I answer when I am")
    assert chat.app.configs.of(FaqConfig, await chat.id).sure > config.sure
    await oda.click(shown, "Use 0.")
    await oda.told("The setting was changed meanwhile.")


async def test_nothing_changes_by_itself(chat: Community) -> None:
    mia = await with_entry(chat)
    before = chat.app.configs.of(FaqConfig, await chat.id).sure
    await judge(chat, mia)
    await chat.advance(days=8)
    assert chat.app.configs.of(FaqConfig, await chat.id).sure == before
