"""Spelling noise: reproducible, and most of it is undone by the bot's normalisation."""

import random

from bot.understanding.normalise import normalise
from training.corpus.spelling import disguised

TEXT = "these disgusting immigrants should leave, you stupid idiot"


def test_the_same_seed_makes_the_same_noise() -> None:
    assert disguised(TEXT, random.Random(5)) == disguised(TEXT, random.Random(5))


def test_noise_changes_nearly_every_text() -> None:
    source = random.Random(3)
    changed = [disguised(TEXT, source) for _ in range(200)]
    assert sum(text != TEXT for text in changed) > 190


def test_a_text_without_long_words_stays() -> None:
    assert disguised("so it is", random.Random(1)) == "so it is"


def test_normalisation_undoes_most_of_it() -> None:
    source = random.Random(4)
    whole = set(normalise(TEXT).replace(",", "").split())
    kept = []
    for _ in range(300):
        words = set(normalise(disguised(TEXT, source)).replace(",", "").split())
        kept.append(len(whole & words) / len(whole))
    plain = [
        len(whole & set(disguised(TEXT, source).replace(",", "").split())) / len(whole)
        for _ in range(300)
    ]
    assert sum(kept) / len(kept) > sum(plain) / len(plain) + 0.05
