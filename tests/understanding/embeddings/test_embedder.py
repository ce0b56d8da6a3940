"""The shipped embedder: true to its reference, the same in any company, hard to upset."""

import asyncio
import json
import logging
import random
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.api.services import Embedder
from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import LocalEmbedder, open_encoder
from bot.understanding.embeddings.encoder import Encoder

from ..waiting import until

CARD = read_embedder_card(EMBEDDER_CARD)
# Made by `python -m training.embedder build`: tokens by a search in plain Python, vectors in single
# precision from the unpacked 4-bit weights.
REFERENCE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "embedder_reference.json").read_text("utf-8")
)
TEXTS = [row["text"] for row in REFERENCE]
# 8-bit activations; the worst of the reference sentences has 0.9998 and 0.0027
LEAST_COSINE = 0.9995
FURTHEST = 0.006


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(CARD, EMBEDDER_CARD.parent)


@pytest.fixture
async def embedder() -> AsyncIterator[LocalEmbedder]:
    service = LocalEmbedder()
    assert await service.ready()
    yield service
    await service.close()


def queries(texts: list[str]) -> list[str]:
    return [CARD.prefixed(text, "query") for text in texts]


async def embedded(service: Embedder, *texts: str) -> Any:
    rows = await service.embed(texts, kind="query")
    assert rows is not None
    assert rows.shape == (len(texts), service.dim)
    assert rows.dtype == np.float32
    return rows


@pytest.mark.parametrize("row", REFERENCE, ids=range(len(REFERENCE)))
def test_tokens_are_the_reference_s(encoder: Encoder, row: dict[str, Any]) -> None:
    assert encoder.tokens(CARD.prefixed(row["text"], "query")) == row["ids"]


def test_vectors_are_the_reference_s_within_a_tolerance(encoder: Encoder) -> None:
    expected = np.array([row["vector"] for row in REFERENCE]) / 10_000
    found = encoder.vectors(queries(TEXTS))
    assert np.abs(found - expected).max() < FURTHEST
    cosines = (found * expected).sum(1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > LEAST_COSINE
    # the reference tells sentences apart by far more than that
    others = found @ expected.T - 2 * np.eye(len(TEXTS))
    assert others.max() < 0.96


def test_company_and_order_never_matter(encoder: Encoder) -> None:
    texts = [*TEXTS, " ".join(TEXTS), "no " * 150]
    alone = np.vstack([encoder.vectors([text]) for text in queries(texts)])
    for seed in range(3):
        order = random.Random(seed).sample(range(len(texts)), len(texts))
        together = encoder.vectors(queries([texts[i] for i in order]))
        assert np.abs(together - alone[order]).max() < 1e-4


async def test_the_same_question_is_nearest_in_every_language(embedder: LocalEmbedder) -> None:
    opening, money = TEXTS[:4], TEXTS[4:8]
    rows = await embedded(embedder, *opening, *money)
    cosines = rows @ rows.T
    same = np.kron(np.eye(2), np.ones((4, 4))) == 1
    assert cosines[same].min() > cosines[~same].max() + 0.03


async def test_an_answer_is_found_by_its_meaning(embedder: LocalEmbedder) -> None:
    answers = await embedder.embed(
        ["We deliver within ten kilometres.", "Dogs may come in on a leash.",
         "Refunds take three working days."]
    )  # fmt: skip
    assert answers is not None
    asked = await embedded(embedder, "can I bring my puppy?", "quand serai-je remboursé ?")
    assert (asked @ answers.T).argmax(1).tolist() == [1, 2]


async def test_rows_have_unit_length_and_the_kind_tells(embedder: LocalEmbedder) -> None:
    query = await embedder.embed(TEXTS, kind="query")
    passage = await embedder.embed(TEXTS, kind="passage")
    assert query is not None
    assert passage is not None
    for rows in (query, passage):
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    likeness = (query * passage).sum(1)
    assert 0.8 < likeness.min() < likeness.max() < 0.9999


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "\u200b", "\u3000\0 "])
async def test_nothing_to_read_is_near_to_nothing(embedder: LocalEmbedder, text: str) -> None:
    rows = await embedded(embedder, text, "hello")
    assert not rows[0].any()
    assert np.linalg.norm(rows[1]) == pytest.approx(1, abs=1e-5)


async def test_no_texts_are_no_rows(embedder: LocalEmbedder) -> None:
    assert (await embedded(embedder)).shape == (0, 384)


@pytest.mark.parametrize(
    "text",
    ["a" * 4_000, "\N{PILE OF POO}" * 4_000, "\ud800" * 300 + "x", "\udc4d\ud83d hi", "ﷺ" * 4_000,
     "漢" * 4_000, "ok " * 50_000],
    ids=["letters", "emoji", "lone", "swapped", "ligatures", "signs", "giant"],
)  # fmt: skip
async def test_odd_texts_have_a_vector(embedder: LocalEmbedder, text: str) -> None:
    rows = await embedded(embedder, text)
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows) == pytest.approx(1, abs=1e-5)


async def test_odd_characters_hardly_matter(embedder: LocalEmbedder) -> None:
    rows = await embedded(
        embedder, "do you open\non\u00a0Sunday?", "do you open\0on  Sunday?\ud83d"
    )
    assert rows[0] @ rows[1] > 0.9
    # two halves of a pair are the character that they make
    pair = await embedded(embedder, "hi \ud83d\udc4d", "hi \N{THUMBS UP SIGN}")
    assert (pair[0] == pair[1]).all()


async def test_ten_times_as_many_callers_as_may_wait() -> None:
    service = LocalEmbedder(limit=48)
    most = 0

    async def ask(i: int) -> int:
        nonlocal most
        row = await embedded(service, f"{'cake' if i % 2 else 'a dog'} {i % 20}")
        most = max(most, service.pending)
        return int((row[0] @ kinds.T).argmax())

    kinds = await embedded(service, "a dog", "cake")
    found = await asyncio.gather(*(ask(i) for i in range(480)))
    assert found == [i % 2 for i in range(480)]
    assert most <= 48
    await service.close()
    assert service.pending == 0


async def test_close_drains_then_embeds_no_more() -> None:
    service = LocalEmbedder()
    asked = [asyncio.create_task(embedded(service, text)) for text in TEXTS]
    await until(lambda: service.pending > 0)
    await service.close()
    assert all(task.done() and task.result().any() for task in asked)
    assert not service.available
    assert await service.embed(["a new text"]) is None


@pytest.fixture
def copied_card(tmp_path: Path) -> Path:
    for name in (EMBEDDER_CARD.name, CARD.model.file, CARD.tokenizer.file):
        shutil.copy(EMBEDDER_CARD.parent / name, tmp_path)
    return tmp_path / EMBEDDER_CARD.name


def remove_model(card: Path) -> None:
    (card.parent / CARD.model.file).unlink()


def change_one_byte(card: Path) -> None:
    path = card.parent / CARD.model.file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_tokenizer(card: Path) -> None:
    path = card.parent / CARD.tokenizer.file
    path.write_bytes(path.read_bytes()[:1000])


def remove_card(card: Path) -> None:
    card.unlink()


def spoil_card(card: Path) -> None:
    card.write_text(card.read_text("utf-8").replace("dimension", "dimensions"), "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (remove_model, f"{CARD.model.file} cannot be read"),
        (change_one_byte, f"{CARD.model.file} is damaged"),
        (cut_tokenizer, f"{CARD.tokenizer.file} is damaged"),
        (remove_card, "embedder.toml cannot be read"),
        (spoil_card, "embedder.toml is damaged"),
    ],
)
async def test_an_unusable_model_is_one_clear_error_and_no_vectors(
    copied_card: Path,
    harm: Callable[[Path], None],
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    harm(copied_card)
    service = LocalEmbedder(copied_card)
    with caplog.at_level(logging.WARNING):
        assert not await service.ready()
        assert await asyncio.gather(*(service.embed([text]) for text in TEXTS)) == [None] * len(
            TEXTS
        )
    assert not service.available
    assert service.pending == 0
    (record,) = caplog.records
    assert said in record.getMessage()
    assert "install Townhall again" in record.getMessage()
    await service.close()


def test_importing_and_constructing_load_no_heavy_library() -> None:
    code = (
        "import sys; from bot.understanding.embeddings.embedder import LocalEmbedder; "
        "import bot.understanding.embeddings.meanings, bot.api.services; LocalEmbedder(); "
        "print({'onnxruntime', 'tokenizers', 'numpy'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"


def test_the_card_names_what_ships() -> None:
    files = [EMBEDDER_CARD.parent / one.file for one in (CARD.model, CARD.tokenizer)]
    assert sum(path.stat().st_size for path in files) <= 30_000_000
    for path, weights in zip(files, (CARD.model, CARD.tokenizer), strict=True):
        assert weights.sha256[:8] in path.name
    service = LocalEmbedder()
    assert (service.dim, service.model) == (384, f"{CARD.name}@{CARD.model.sha256[:8]}")


async def test_a_question_that_two_ask_is_computed_once_and_topics_wait(
    embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []
    submit = embedder._worker.submit

    async def counted(text: str, *, background: bool = False) -> Any:
        asked.append((text, background))
        return await submit(text, background=background)

    monkeypatch.setattr(embedder._worker, "submit", counted)
    first = await embedded(embedder, "where is my parcel?")
    again = await embedder.embed(
        ["where is my parcel?", "late again"], kind="query", background=True
    )
    assert again is not None
    assert (again[0] == first[0]).all()
    assert asked == [
        (f"{queries([''])[0]}where is my parcel?", False),
        (queries(["late again"])[0], True),
    ]
