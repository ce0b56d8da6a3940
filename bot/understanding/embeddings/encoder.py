"""The embedding network: texts in, unit vectors out. Slow to import; only the worker does so."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ..runtime.session import batches, call, open_session
from .card import EmbedderCard

# Beyond this nothing is read: far more than the tokens that the model takes.
MAX_CHARACTERS = 8_000
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Encoder:
    """One onnxruntime session with its tokenizer; not for use by two threads at once."""

    def __init__(
        self, card: EmbedderCard, model: bytes, tokenizer: bytes, *, threads: int = 1
    ) -> None:
        self._dimension = card.dimension
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(card.max_length)
        self._session = open_session(model, threads)
        self._nothing = [self.tokens(card.prefixed("", kind)) for kind in ("query", "passage")]

    def tokens(self, text: str) -> list[int]:
        """The ids of a text with its prefix."""
        ids: list[int] = self._tokenizer.encode(_readable(text[:MAX_CHARACTERS])).ids
        return ids

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text (with its prefix), in order; zeros when there is only a prefix.

        What a text is computed together with does not change its row.
        """
        ids = [self.tokens(text) for text in texts]
        rows = np.zeros((len(texts), self._dimension), np.float32)
        told = [index for index, one in enumerate(ids) if one not in self._nothing]
        for batch in batches([len(ids[index]) for index in told]):
            chosen = [told[index] for index in batch]
            rows[chosen] = self._run([ids[index] for index in chosen])
        return rows

    def _run(self, ids: Sequence[list[int]]) -> NDArray[np.float32]:
        shape = (len(ids), max(map(len, ids)))
        inputs = np.zeros(shape, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, one in enumerate(ids):
            inputs[row, : len(one)] = one
            mask[row, : len(one)] = 1
        given = {"input_ids": inputs, "attention_mask": mask}
        return np.asarray(call(self._session, "vector", given), np.float32)


def _readable(text: str) -> str:
    """Valid Unicode without NUL, which is all that the tokenizer asks for."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", " ")
