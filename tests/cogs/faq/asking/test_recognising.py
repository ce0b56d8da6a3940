"""What is taken for a question, with the model that ships and without one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.understanding.embeddings.embedder import LocalEmbedder
from cogs.faq.asking.recognising import Recogniser
from tests.support.scripted import ScriptedEmbedder

# Not among the examples that the recogniser compares with.
ASKED = [
    "my voucher is not accepted at the checkout",
    "I can not find the form for my refund",
    "ich brauche einen Beleg für meine Bestellung",
    "somebody please tell me where to send the parcel back",
]
SAID = [
    "The concert last night was wonderful, thank you all",
    "We will meet at the station at six, see you there",
    "Das Konzert gestern war wunderschön, danke euch allen",
    "my sister made a chocolate cake for my birthday",
    "thanks!",
    "ok",
    "",
]


@pytest.fixture
async def shipped() -> AsyncIterator[Recogniser]:
    embedder = LocalEmbedder()
    yield Recogniser(embedder)
    await embedder.close()


async def test_a_need_is_a_question_by_its_meaning_and_small_talk_is_none(
    shipped: Recogniser,
) -> None:
    assert {text: await shipped.asks(text) for text in ASKED} == dict.fromkeys(ASKED, True)
    assert {text: await shipped.asks(text) for text in SAID} == dict.fromkeys(SAID, False)


async def test_without_a_model_words_decide() -> None:
    embedder = ScriptedEmbedder()
    embedder.available = False
    recogniser = Recogniser(embedder)
    assert await recogniser.asks("when do you open?")
    assert await recogniser.asks("how do I cancel my order")
    assert not await recogniser.asks(ASKED[0])


async def test_a_model_that_comes_later_is_used() -> None:
    embedder = ScriptedEmbedder()
    embedder.available = False
    recogniser = Recogniser(embedder)
    text = "i need help with my booking please"
    assert not await recogniser.asks(text)
    embedder.available = True
    assert await recogniser.asks(text)
