"""Heads on planted data, and sentences that say what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.mood.heads import Judged, held
from cogs.topics.model import EMOTIONS, INTENTS
from training.intents.data import DataError, _asked, own, rows, spoken
from training.intents.fitting import LEAST, fitted, probabilities, thresholds


def test_the_head_that_made_the_data_is_found_again() -> None:
    rng = np.random.default_rng(0)
    names, dimension = 3, 8
    truth = rng.normal(size=(dimension + 1, names)) * 4
    x = rng.normal(size=(4_000, dimension))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    full = np.concatenate([x, np.ones((len(x), 1))], 1)
    labels = probabilities(full, truth).argmax(1)
    found = fitted(x, labels, np.ones(len(x)), names)
    assert (probabilities(full, found).argmax(1) == labels).mean() > 0.97


def test_nothing_is_said_of_more_than_a_share_of_what_is_nothing() -> None:
    rng = np.random.default_rng(1)
    odds = rng.dirichlet([2.0, 1.0, 1.0], 10_000)
    labels = np.zeros(10_000, np.intp)
    sure = thresholds(odds, labels, 0.01)
    best = odds[:, 1:].argmax(1) + 1
    said = odds[np.arange(len(odds)), best] >= sure[best]
    assert said.mean() <= 0.025
    assert (sure[1:] >= LEAST).all() and sure[0] == 1


def test_sentences_have_known_labels_and_none_is_both_learnt_and_held() -> None:
    learnt = {name: own(name) for name in ("intents", "emotions")}
    assert {row.label for row in learnt["intents"]} == {"none", *INTENTS}
    assert {row.label for row in learnt["emotions"]} == {"none", *EMOTIONS}
    texts = {row.text.casefold() for found in learnt.values() for row in found}
    assert not [text for text, _, _ in held() if text.casefold() in texts]
    for _, intent, emotion in held():
        assert intent in ("-", *INTENTS) and emotion in ("-", *EMOTIONS)


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        rows(tmp_path, "faq/clinc150.jsonl.gz")
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "clinc150.jsonl.gz").write_bytes(b"x")
    with pytest.raises(DataError, match="SHA-256"):
        rows(tmp_path, "faq/clinc150.jsonl.gz")


def test_who_asks_back_is_told_from_who_asks() -> None:
    asked = {"id": "1", "author": "Ana", "text": "how?", "reply_to": ["1"]}
    assert _asked(asked, {"id": "2", "author": "Ben"})
    assert not _asked(asked, {"id": "2", "author": "Ana"})
    assert not _asked({**asked, "reply_to": ["0"]}, {"id": "2", "author": "Ben"})
    assert not _asked(None, {"id": "2", "author": "Ben"})
    assert spoken("Ana: which one? ") == "which one?"


def test_figures_of_a_head() -> None:
    judged = Judged("x", ["help", "-", "help", "-"], ["help", "-", "-", "thanks"])
    assert (judged.accuracy, judged.precision, judged.recall) == (0.5, 0.5, 0.5)
    assert judged.counts() == {"-": (2, 2, 1), "help": (1, 2, 1), "thanks": (1, 0, 0)}
