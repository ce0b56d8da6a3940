"""Our own sentences: readable, filled properly, and validation kept apart from training."""

import random

import pytest

from training.corpus import sentences as own
from training.corpus.sentences import VALIDATION, filled, sentences, terms, training_files


def test_every_line_is_read_and_both_sides_are_there() -> None:
    lines = list(sentences(*training_files()))
    abusive = sum(line.labels["toxicity"] for line in lines)
    assert len(lines) > 3000
    assert 0.3 < abusive / len(lines) < 0.7
    assert all(line.labels["toxicity"] for line in lines if line.labels["identity_attack"])


def test_validation_shares_no_sentence_with_training() -> None:
    training = {line.text.casefold() for line in sentences(*training_files())}
    assert not [s.text for s in sentences(VALIDATION) if s.text.casefold() in training]


def test_every_slot_can_be_filled() -> None:
    source = random.Random(1)
    for line in sentences(*training_files(), VALIDATION):
        for text in filled(line.text, 3, source):
            assert "{" not in text and "}" not in text


def test_a_slot_that_stands_twice_is_the_same_people_both_times() -> None:
    (text,) = filled("{group} and {group}", 1, random.Random(2))
    first, _, second = text.partition(" and ")
    assert first == second
    assert first in terms().by_slot["group"]


def test_a_line_without_codes_is_named(monkeypatch, tmp_path) -> None:
    (tmp_path / "odd.tsv").write_text("# kind\nt\tgo away\njust a sentence\n", "utf-8")
    monkeypatch.setattr(own, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.tsv, line 3"):
        list(sentences("odd"))
