"""What is answered, and what is left alone, by the shipped numbers and the shipped embedder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder
from cogs.faq.retrieval.evidence import FEATURES
from cogs.faq.retrieval.families import Families, Prior
from cogs.faq.retrieval.found import MAYBE, SURE
from cogs.faq.retrieval.head import Head
from cogs.faq.retrieval.matcher import COPY, Matcher, Phrases
from cogs.faq.retrieval.numbers import shipped

ENTRIES = {
    "hours": ("What are your opening hours?", "When do you open?", "until when are you open"),
    "shipping": ("Do you ship abroad?", "can you send bread to other countries"),
    "gluten": ("Do you bake gluten free?",),
    "parking": ("Is there parking near the shop?",),
    "refund": ("How do I get my money back?", "I want a refund for my order"),
}
NAMES = list(ENTRIES)


class Asked:
    """The shipped embedder and a bakery's entries."""

    def __init__(self) -> None:
        self._card = read_embedder_card(EMBEDDER_CARD)
        self._encoder = open_encoder(self._card, EMBEDDER_CARD.parent)
        texts = [text for phrases in ENTRIES.values() for text in phrases]
        owners = [NAMES.index(name) for name, phrases in ENTRIES.items() for _ in phrases]
        vectors = self.vectors(texts)
        phrases = Phrases(texts, np.array(owners), vectors, self._card.id)
        self._matcher = Matcher(phrases, shipped())

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder.vectors([self._card.prefixed(text, "query") for text in texts])

    def __call__(self, question: str) -> tuple[str, float]:
        number, score = self._matcher.match(question, self.vectors([question])[0])[0]
        return NAMES[number], score


@pytest.fixture(scope="module")
def ask() -> Asked:
    return Asked()


def test_the_numbers_are_those_of_the_shipped_embedder() -> None:
    card, numbers = read_embedder_card(EMBEDDER_CARD), shipped()
    assert numbers.embedder == card.id
    assert numbers.prior.mean.shape == (card.dimension,)
    assert numbers.weights.shape == (3 * len(FEATURES),)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("at what time do you open tomorrow?", "hours"),
        ("do you deliver to other countries", "shipping"),
        ("where can I park my car?", "parking"),
        ("i would like my money back please", "refund"),
    ],
)
def test_other_words_find_the_entry(ask: Asked, question: str, entry: str) -> None:
    found, score = ask(question)
    assert (found, score >= SURE) == (entry, True), score


@pytest.mark.parametrize(
    "question",
    [
        "who won the world cup in 1998",
        "how tall is the Eiffel tower?",
        "which laptop should I buy for programming",
        "does anybody have the slides of yesterday's meeting?",
    ],
)
def test_what_no_entry_answers_is_left_alone(ask: Asked, question: str) -> None:
    assert ask(question)[1] < SURE


def test_a_question_in_another_language_is_at_least_offered(ask: Asked) -> None:
    found, score = ask("Wann habt ihr geöffnet?")
    assert found == "hours" and score >= MAYBE


def test_the_very_words_are_sure(ask: Asked) -> None:
    assert ask("  is there parking near the shop")[1] >= COPY


def test_the_same_words_in_two_entries_are_no_copy_of_either(ask: Asked) -> None:
    texts = ["How much is it?", "how much is it", "Do you ship abroad?"]
    phrases = Phrases(texts, np.arange(3), ask.vectors(texts), shipped().embedder)
    found = dict(Matcher(phrases, shipped()).match(texts[0], ask.vectors(texts[:1])[0]))
    assert MAYBE < found[0] < COPY and MAYBE < found[1] < COPY


def test_without_a_model_words_count() -> None:
    phrases = Phrases(["What are your opening hours?", "Do you ship abroad?"], np.array([0, 1]))
    found = Matcher(phrases, shipped()).match("the opening hours please", None)
    assert found[0][0] == 0 and found[0][1] > SURE


def test_without_entries_nothing_is_found() -> None:
    empty = Phrases([], np.zeros(0, np.intp), np.zeros((0, 4), np.float32), shipped().embedder)
    assert Matcher(empty, shipped()).match("anything?", np.ones(4, np.float32)) == []


def _blobs(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    centres = rng.normal(0, 0.3, (4, 8))
    owners = np.repeat(np.arange(4), count)
    rows = centres[owners] + rng.normal(0, 0.05, (len(owners), 8))
    return rows.astype(np.float32), owners, centres


PRIOR = Prior(np.zeros(8), 0.02, 0.7, 10, 4)


def test_more_phrases_make_the_ratio_surer() -> None:
    rng = np.random.default_rng(0)
    rows, owners, centres = _blobs(50, rng)
    one = np.array([np.flatnonzero(owners == k)[0] for k in range(4)])
    few = Families(rows[one], owners[one], 4, PRIOR)
    many = Families(rows, owners, 4, PRIOR)
    asked = (centres[2] + rng.normal(0, 0.05, 8)).astype(np.float32)
    ratios = [kind.ratios(kind.placed(asked[None])[0]) for kind in (few, many)]
    assert ratios[0].argmax() == ratios[1].argmax() == 2
    assert ratios[1][2] > ratios[0][2] > 0 > ratios[1][0]


def test_what_is_far_from_all_is_strange_and_explained_by_no_entry() -> None:
    rows, owners, centres = _blobs(20, np.random.default_rng(1))
    families = Families(rows, owners, 4, PRIOR)
    far = families.placed(np.full((1, 8), -2.0, np.float32))[0]
    near = families.placed(centres[:1].astype(np.float32))[0]
    assert families.strangeness(far) > families.strangeness(near)
    assert families.ratios(far).max() < 0 < families.ratios(near).max()


def test_the_head_learns_what_it_was_shown() -> None:
    rows, owners, centres = _blobs(20, np.random.default_rng(2))
    head = Head(rows, owners, 4)
    assert [int(head.logits(centre.astype(np.float32)).argmax()) for centre in centres] == [
        0,
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("phrases", "entries", "worth"),
    [(30, 10, True), (29, 10, False), (9, 1, False), (9_000, 700, False)],
)
def test_a_head_is_trained_where_there_is_enough_to_learn(
    phrases: int, entries: int, worth: bool
) -> None:
    assert Head.worth(phrases, entries) is worth
