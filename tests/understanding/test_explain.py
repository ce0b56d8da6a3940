"""Which words raised a score: the right ones, with little work, while messages pass."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from bot.understanding.network import Network
from bot.understanding.toxicity import LocalToxicity

from .waiting import until


async def test_explain_finds_the_nasty_word(toxicity: LocalToxicity) -> None:
    text = "I think that you are a complete idiot and should leave"
    words = await toxicity.explain(text, "toxicity")
    assert words[0][0] == "idiot"
    assert [weight for _, weight in words] == sorted((w for _, w in words), reverse=True)
    assert all(0 < weight <= 1 for _, weight in words)
    assert {word for word, _ in words} <= set(text.split())
    assert await toxicity.explain(text, "no such label") == []
    assert await toxicity.explain("", "toxicity") == []


async def test_explain_finds_the_words_of_a_long_text_with_half_the_work(
    toxicity: LocalToxicity, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored_texts: list[str] = []
    real = Network.probabilities

    def probabilities(
        self: Network, texts: Sequence[str], *, at_once: int = 1
    ) -> list[tuple[float, ...] | None]:
        scored_texts.extend(texts)
        return real(self, texts, at_once=at_once)

    monkeypatch.setattr(Network, "probabilities", probabilities)
    calm = "see you all at the market tomorrow and thank you for the lovely bread"
    text = f"{calm} {calm} moron"
    assert len(text.split()) == 29
    words = await toxicity.explain(text, "toxicity")
    assert words[0][0] == "moron"
    assert len(scored_texts) <= 18
    assert text.rsplit(" ", 1)[0] in scored_texts  # exactly the text without that word


async def test_explaining_lets_messages_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    gate = threading.Event()
    real = Network.probabilities

    def probabilities(
        self: Network, texts: Sequence[str], *, at_once: int = 1
    ) -> list[tuple[float, ...] | None]:
        seen.append("message" if texts[0].startswith("message") else "variants")
        gate.wait(10)
        return real(self, texts, at_once=at_once)

    service = LocalToxicity()
    assert await service.ready()
    monkeypatch.setattr(Network, "probabilities", probabilities)
    words = " ".join(f"word{i}" for i in range(12)) + " you idiot"
    explained = asyncio.create_task(service.explain(words, "toxicity"))
    await until(lambda: service.pending == 5 and len(seen) == 1)
    messages = [asyncio.create_task(service.score(f"message {i}")) for i in range(3)]
    await until(lambda: service.pending == 8)
    gate.set()
    await asyncio.gather(explained, *messages)
    assert seen == ["variants", "message", "variants"]
    assert explained.result()[0][0] == "idiot"
    await service.close()
