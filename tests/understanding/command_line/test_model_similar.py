"""townhall model similar: pairs in, cosines out, in the same order."""

import argparse
import io
import json
import sys

import pytest

from bot.model import similar
from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder

PAIRS = [
    ("A plane is taking off.", "An aeroplane takes off."),
    ("A plane is taking off.", "Ein Flugzeug hebt ab."),
    ("A plane is taking off.", "The soup needs more salt."),
    ("same", "same"),
    ("", "nothing on the other side"),
    ("lone \ud800 half", "and \0 NUL"),
]


def called(monkeypatch: pytest.MonkeyPatch, content: bytes) -> tuple[int, list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    code = similar.run(argparse.Namespace())
    return code, out.getvalue().splitlines(), err.getvalue()


def lines(pairs: list[tuple[str, str]]) -> bytes:
    return b"".join(json.dumps({"a": a, "b": b}).encode() + b"\n" for a, b in pairs)


def test_scores_come_in_the_order_of_the_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = called(monkeypatch, lines(PAIRS))
    assert (code, err) == (0, "")
    scores = [json.loads(line)["score"] for line in out]
    assert [list(json.loads(line)) for line in out] == [["score"]] * len(PAIRS)
    assert scores[0] > scores[1] > scores[2] + 0.05
    assert scores[3] == pytest.approx(1, abs=1e-5)
    assert scores[4] == 0
    card = read_embedder_card(EMBEDDER_CARD)
    encoder = open_encoder(card, EMBEDDER_CARD.parent)
    for (a, b), score in zip(PAIRS, scores, strict=True):
        one, other = encoder.vectors([card.prefixed(text, "query") for text in (a, b)])
        assert score == pytest.approx(float(one @ other), abs=1e-4)


def test_more_pairs_than_a_batch_and_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similar, "_AT_ONCE", 32)
    pairs = [(f"{i} cakes", f"{i} cakes" if i % 3 else "a bus") for i in range(70)]
    code, out, _ = called(monkeypatch, lines(pairs))
    scores = [json.loads(line)["score"] for line in out]
    assert (code, len(scores)) == (0, 70)
    assert [score > 0.999 for score in scores] == [i % 3 != 0 for i in range(70)]
    assert called(monkeypatch, b"") == (0, [], "")


@pytest.mark.parametrize(
    "bad",
    [b"", b"no JSON", b"[1, 2]", b'{"a": "x"}', b'{"a": "x", "b": 3}', b'"ab"', b"null",
     b'{"a": "\xff", "b": ""}', b"[" * 100_000],
    ids=["empty", "text", "list", "half", "number", "string", "null", "latin-1", "deep"],
)  # fmt: skip
def test_a_bad_line_is_one_sentence_after_what_came_before(
    monkeypatch: pytest.MonkeyPatch, bad: bytes
) -> None:
    good = lines(PAIRS[:2])
    code, out, err = called(monkeypatch, good + bad + b"\n" + good)
    assert (code, len(out)) == (2, 2)
    assert err == (
        'Line 3 is not a pair: write one JSON object a line, with two texts "a" and "b".\n'
    )


def test_without_a_model_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(similar, "EMBEDDER_CARD", tmp_path_factory.mktemp("x") / "embedder.toml")
    code, out, err = called(monkeypatch, lines(PAIRS))
    assert (code, out) == (2, [])
    assert "install Townhall again" in err
    assert err.count("\n") == 1
