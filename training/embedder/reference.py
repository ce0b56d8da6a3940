"""The same model written plainly: what the shipped files are compared with.

Single-precision numpy on the unpacked weights, one text at a time, and a Viterbi search in Python:
slow, and sharing no code with onnxruntime or the tokenizers library.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .source import Source
from .vocabulary import BEGIN, END, UNKNOWN

Array = NDArray[np.float32]


def tokens(source: Source, chosen: Sequence[int], text: str) -> list[int]:
    """The pieces of the most probable spelling, numbered as in `chosen`."""
    known = {source.pieces[piece]: new for new, piece in enumerate(chosen)}
    scores = [float(source.scores[piece]) for piece in chosen]
    longest = max(map(len, known))
    normal = "".join(source.characters.get(char, char) for char in text)
    ids = [BEGIN]
    for word in re.findall(r"\S+", normal):
        ids += _viterbi("\N{LOWER ONE EIGHTH BLOCK}" + word, known, scores, longest)
    return [*ids, END]


def _viterbi(word: str, known: dict[str, int], scores: list[float], longest: int) -> list[int]:
    unknown = min(scores) - 10
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    for end in range(1, len(word) + 1):
        ways = [(best[end - 1][0] + unknown, UNKNOWN, end - 1)]
        for start in range(max(0, end - longest), end):
            piece = known.get(word[start:end])
            if piece is not None and piece > UNKNOWN:
                ways.append((best[start][0] + scores[piece], piece, start))
        best.append(max(ways))
    ids: list[int] = []
    end = len(word)
    while end:
        _, piece, end = best[end]
        # neighbouring unknown characters are one unknown piece
        if not (piece == UNKNOWN and ids[:1] == [UNKNOWN]):
            ids.insert(0, piece)
    return ids


class Reference:
    """The network in single precision."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._matrices = {
            name: matrix.full() for name, matrix in source.matrices.items() if name[0] == "l"
        }

    def vector(self, ids: Sequence[int]) -> Array:
        """The unit vector of one text, given as pieces of the full vocabulary."""
        source = self._source
        x = source.matrices["emb.word"].rows(list(ids)).full()
        x = x + source.vectors["emb.pos"][: len(ids)] + source.vectors["emb.type"][: source.width]
        x = self._norm(x, "emb.ln")
        for layer in range(source.layers):
            x = self._layer(x, f"l{layer}")
        mean = x.mean(0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def _layer(self, x: Array, name: str) -> Array:
        query, key, value = (self._split(self._linear(x, f"{name}.{part}")) for part in "qkv")
        logits = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        weights = np.exp(logits - logits.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        heads = (weights @ value).transpose(1, 0, 2).reshape(x.shape)
        x = self._norm(x + self._linear(heads, f"{name}.ao"), f"{name}.aln")
        inner = self._linear(x, f"{name}.fi")
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        return self._norm(x + self._linear(inner, f"{name}.fo"), f"{name}.oln")

    def _split(self, x: Array) -> Array:
        return x.reshape(len(x), self._source.heads, -1).transpose(1, 0, 2)

    def _linear(self, x: Array, name: str) -> Array:
        return np.asarray(x @ self._matrices[f"{name}.w"].T + self._source.vectors[f"{name}.b"])

    def _norm(self, x: Array, name: str) -> Array:
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + self._source.epsilon)
        return np.asarray(x * self._source.vectors[f"{name}.w"] + self._source.vectors[f"{name}.b"])
