"""Texts as the network takes them: normalised, tokenised, cut, padded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.understanding.normalise import normalise

MAX_LENGTH = 64  # tokens


def tokenizer_of(source: Path | bytes) -> Tokenizer:
    """The tokenizer in a file, or in its content; cuts at MAX_LENGTH, pads nothing."""
    if isinstance(source, Path):
        source = source.read_bytes()
    tokenizer = Tokenizer.from_buffer(source)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_LENGTH)
    return tokenizer


def encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of the first window of each text, normalised as the bot does."""
    return [found.ids for found in tokenizer.encode_batch([normalise(text) for text in texts])]


def padded(ids: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Tokens and mask, int64 (rows x longest)."""
    shape = (len(ids), max(map(len, ids)))
    tokens, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for row, own in enumerate(ids):
        tokens[row, : len(own)] = own
        mask[row, : len(own)] = 1
    return tokens, mask
