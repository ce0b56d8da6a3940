"""The shipped model behind its service: what it says, what it survives, how it fails."""

import asyncio
import json
import logging
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.api.services import Score, Toxicity
from bot.understanding.card import DEFAULT_CARD, read_card
from bot.understanding.network import Network
from bot.understanding.normalise import normalise
from bot.understanding.toxicity import LocalToxicity

from .waiting import until

SHIPPED = read_card(DEFAULT_CARD)
NASTY = [
    "you are a stupid idiot",
    "shut up, you worthless piece of trash",
    "I hate you, you disgusting moron",
    "you absolute moron, get lost",
    "go kill yourself",
]
FRIENDLY = [
    "thank you so much, this helped a lot",
    "what time does the bakery open on Sunday?",
    "could someone help me with my order please",
    "see you all at the market tomorrow",
    "welcome to the group, happy to have you here",
]
# each text has scales of its own, so neighbours move a score by no more than rounding
ROUNDING = 1e-4


async def scored(toxicity: Toxicity, text: str) -> Score:
    score = await toxicity.score(text)
    assert score is not None
    return score


async def test_nasty_is_flagged_and_friendly_is_not(toxicity: LocalToxicity) -> None:
    nasty = [await scored(toxicity, text) for text in NASTY]
    friendly = [await scored(toxicity, text) for text in FRIENDLY]
    assert all(score.flagged for score in nasty)
    assert not any(score.flagged for score in friendly)
    lowest = min(score.labels["toxicity"] for score in nasty)
    assert lowest > 0.2 + max(score.labels["toxicity"] for score in friendly)


async def test_hate_against_a_group_is_not_its_mention(toxicity: LocalToxicity) -> None:
    hate = await scored(toxicity, "muslims are vermin and should be wiped out")
    mention = await scored(toxicity, "our muslim neighbours invited us for dinner")
    assert {"toxicity", "identity_attack"} <= set(hate.flagged)
    assert list(hate.flagged) == sorted(hate.flagged, key=lambda name: -hate.labels[name])
    assert mention.flagged == ()
    assert hate.model == read_card(DEFAULT_CARD).id


async def test_batching_and_order_do_not_matter(toxicity: LocalToxicity) -> None:
    texts = [text * (1 + i % 3) for i, text in enumerate(NASTY + FRIENDLY)]
    alone = [await scored(toxicity, text) for text in texts]
    for order in (texts, texts[::-1]):
        other = LocalToxicity()
        together = await asyncio.gather(*(scored(other, text) for text in order))
        await other.close()
        by_text = dict(zip(order, together, strict=True))
        for text, one in zip(texts, alone, strict=True):
            assert by_text[text].flagged == one.flagged
            assert by_text[text].labels == pytest.approx(one.labels, abs=ROUNDING)


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "\u200b\u200d"])
async def test_nothing_to_read_is_no_score(toxicity: LocalToxicity, text: str) -> None:
    assert await toxicity.score(text) is None
    assert toxicity.available


@pytest.mark.parametrize(
    "text",
    ["a" * 4_000, "\N{PILE OF POO}" * 4_000, "\ud800" * 300 + "x", "\udc4d\ud83d hi", "ﷺ" * 4_000,
     "@" * 4_000, "ok " * 50_000],
    ids=["letters", "emoji", "lone", "swapped", "ligatures", "signs", "giant"],
)  # fmt: skip
async def test_odd_texts_get_a_score(toxicity: LocalToxicity, text: str) -> None:
    score = await scored(toxicity, text)
    assert all(0 <= value <= 1 for value in score.labels.values())


async def test_odd_characters_do_not_hide_an_insult(toxicity: LocalToxicity) -> None:
    plain = await scored(toxicity, NASTY[0])
    for text in (f"\0{NASTY[0]}\0", f"\ud800 {NASTY[0]}", NASTY[0].replace(" ", " \n ")):
        assert (await scored(toxicity, text)).flagged == plain.flagged


async def test_an_insult_at_the_end_of_a_long_text_is_read(toxicity: LocalToxicity) -> None:
    weather = "lovely weather at the market today. " * 110
    assert len(weather) > 3_900
    assert (await scored(toxicity, weather)).flagged == ()
    assert "toxicity" in (await scored(toxicity, weather + NASTY[0])).flagged


async def test_ten_times_as_many_callers_as_may_wait() -> None:
    service = LocalToxicity(limit=96)
    assert service.limit == 96
    most = 0

    async def ask(i: int) -> bool:
        nonlocal most
        # every text is a different one, so that nothing comes from memory
        score = await scored(service, f"{NASTY[4]} {i}" if i % 100 == 0 else f"order {i}")
        most = max(most, service.pending)
        return bool(score.flagged)

    flagged = await asyncio.gather(*(ask(i) for i in range(960)))
    assert [i for i, hit in enumerate(flagged) if hit] == list(range(0, 960, 100))
    assert most <= 96
    await service.close()
    assert service.pending == 0


async def test_close_drains_then_scores_no_more() -> None:
    service = LocalToxicity()
    asked = [asyncio.create_task(scored(service, f"{text} now")) for text in NASTY * 3]
    await until(lambda: service.pending > 0)
    await service.close()
    assert all(task.done() and task.result().flagged for task in asked)
    assert not service.available
    assert await service.score("a new text") is None
    assert await service.explain("a new text", "toxicity") == []


async def test_exact_repeats_are_remembered_up_to_a_number() -> None:
    service = LocalToxicity(remembered=2)
    first = await service.score("one")
    assert await service.score("one") is first
    two = await service.score("two")
    assert await service.score("one") is first
    await service.score("three")  # now "two" is the one that was not used for longest
    assert await service.score("one") is first
    assert await service.score("two") is not two
    await service.close()


@pytest.fixture
def copied_card(tmp_path: Path) -> Path:
    for name in (DEFAULT_CARD.name, SHIPPED.model.file, SHIPPED.tokenizer.file):
        shutil.copy(DEFAULT_CARD.parent / name, tmp_path)
    return tmp_path / DEFAULT_CARD.name


def remove_model(card: Path) -> None:
    (card.parent / read_card(card).model.file).unlink()


def change_one_byte(card: Path) -> None:
    path = card.parent / read_card(card).model.file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_tokenizer(card: Path) -> None:
    path = card.parent / read_card(card).tokenizer.file
    path.write_bytes(path.read_bytes()[:1000])


def remove_card(card: Path) -> None:
    card.unlink()


def spoil_card(card: Path) -> None:
    card.write_text(card.read_text("utf-8").replace("threshold", "treshold"), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (remove_model, f"{SHIPPED.model.file} cannot be read"),
        (change_one_byte, f"{SHIPPED.model.file} is damaged"),
        (cut_tokenizer, f"{SHIPPED.tokenizer.file} is damaged"),
        (remove_card, "toxicity.toml cannot be read"),
        (spoil_card, "toxicity.toml is wrong (labels.0.treshold"),
    ],
)
async def test_an_unusable_model_is_one_clear_error_and_no_scores(
    copied_card: Path,
    harm: Callable[[Path], None],
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    harm(copied_card)
    service = LocalToxicity(copied_card)
    with caplog.at_level(logging.WARNING):
        assert not await service.ready()
        assert await asyncio.gather(*map(service.score, NASTY)) == [None] * len(NASTY)
        assert await service.explain(NASTY[0], "toxicity") == []
    assert not service.available
    assert service.pending == 0
    (record,) = caplog.records
    assert said in record.getMessage()
    assert "install Townhall again" in record.getMessage()
    await service.close()


def test_importing_and_constructing_load_no_heavy_library() -> None:
    code = (
        "import sys; from bot.understanding.toxicity import LocalToxicity; LocalToxicity(); "
        "print({'onnxruntime', 'tokenizers', 'numpy', 'emoji'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_the_card_names_what_ships() -> None:
    names = [label.name for label in SHIPPED.labels]
    assert names[:2] == ["toxicity", "identity_attack"]
    assert all(label.threshold for label in SHIPPED.labels[:2])
    for weights in (SHIPPED.model, SHIPPED.tokenizer):
        assert weights.sha256[:8] in weights.file
        assert (DEFAULT_CARD.parent / weights.file).is_file()


async def test_windows_have_the_reference_tokenizer_s_ids(toxicity: LocalToxicity) -> None:
    """Our windows against WordPiece written out: longest match first, ## inside a word."""
    content = (DEFAULT_CARD.parent / SHIPPED.tokenizer.file).read_bytes()
    vocabulary = json.loads(content)["model"]["vocab"]
    model = (DEFAULT_CARD.parent / SHIPPED.model.file).read_bytes()
    network = Network(SHIPPED, model, content)
    for text in [*NASTY, *FRIENDLY, "Unbelievable! Café-goers (3x) overslept, didn't they?"]:
        expected = [vocabulary["[CLS]"], *reference(normalise(text), vocabulary)]
        assert network._windows(text) == [[*expected, vocabulary["[SEP]"]]]


def reference(text: str, vocabulary: dict[str, int]) -> list[int]:
    """Token ids of a short text, after the description of BERT's uncased tokenizer."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn"
    )
    ids: list[int] = []
    for word in re.findall(r"\w+|[^\w\s]", plain):
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next(
                end for end in range(len(word), start, -1) if mark + word[start:end] in vocabulary
            )
            ids.append(vocabulary[mark + word[start:end]])
            start = end
    return ids


async def test_a_text_that_breaks_the_model_is_no_score_and_one_log_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = Network._windows

    def windows(self: Network, text: str) -> list[list[int]]:
        if "break" in text:
            raise ValueError(text)
        return real(self, text)

    monkeypatch.setattr(Network, "_windows", windows)
    service = LocalToxicity()
    texts = ["break one", NASTY[0], "break two", FRIENDLY[0]]
    scores = await asyncio.gather(*map(service.score, texts))
    assert [score is None for score in scores] == [True, False, True, False]
    assert service.available
    (record,) = caplog.records
    assert "could not be scored (ValueError)" in record.getMessage()
    assert "break" not in record.getMessage()
    await service.close()


async def test_a_hung_model_is_no_scores_and_the_bot_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(Network, "probabilities", lambda self, texts, **_: gate.wait(20) and [])
    service = LocalToxicity(patience=0.3)
    assert await asyncio.gather(*map(service.score, NASTY)) == [None] * len(NASTY)
    assert not service.available
    assert await service.score("another text") is None
    assert await service.explain("another text", "toxicity") == []
    (record,) = caplog.records
    assert "The toxicity model has not answered" in record.getMessage()
    await service.close()
    gate.set()
