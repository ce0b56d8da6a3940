"""Groups of texts for one call, and calls that leave no memory behind."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.card import DEFAULT_CARD, read_card, read_weights
from bot.understanding.runtime.session import (
    BATCH_ROWS,
    BATCH_TOKENS,
    batches,
    call,
    open_session,
)


@given(st.lists(st.integers(1, 300), max_size=80), st.integers(1, 4))
def test_every_text_is_in_one_group_of_bounded_size(lengths: list[int], at_once: int) -> None:
    groups = list(batches(lengths, at_once=at_once))
    assert sorted(chain(*groups)) == list(range(len(lengths)))
    for group in groups:
        assert 0 < len(group) <= BATCH_ROWS
        padded = len(group) * max(lengths[index] for index in group)
        assert padded <= BATCH_TOKENS or len(group) == 1


@pytest.mark.parametrize(("texts", "tokens"), [(6, 36), (12, 38), (12, 41), (7, 41), (13, 14)])
def test_two_cores_get_as_much_work_each(texts: int, tokens: int) -> None:
    sizes = [len(group) for group in batches([tokens] * texts, at_once=2)]
    assert len(sizes) % 2 == 0
    assert max(sizes) - min(sizes) <= 1 + texts % 2


def test_a_call_gives_the_same_whether_its_memory_is_kept() -> None:
    card = read_card(DEFAULT_CARD)
    session = open_session(read_weights(DEFAULT_CARD.parent, card.model))
    for shape in ((1, 5), (4, 40), (8, 64)):  # the last is beyond the usual size
        ids = np.random.default_rng(0).integers(1000, 20_000, shape)
        inputs = {card.inputs.ids: ids, card.inputs.mask: np.ones_like(ids)}
        kept, returned = (call(session, card.output, inputs, last=last) for last in (False, True))
        assert kept.shape == (shape[0], len(card.labels))
        assert np.array_equal(kept, returned)
