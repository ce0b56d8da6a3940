"""Soft labels from a teacher: tox-block 0.1.2, six kinds of abuse learnt from Jigsaw's comments.

    python -m training.teacher WHEEL_FOLDER TEXTS.jsonl.gz OUT.npz

WHEEL_FOLDER is the unpacked wheel of tox-block 0.1.2 (Pascal Bliem, MIT; its comments are Jigsaw's
Toxic Comment Classification set, CC0). The package itself asks for TensorFlow, so its network (an
embedding, a bidirectional LSTM, the maximum over time, two dense layers) runs here in torch, to the
letter of the configuration stored beside its weights.
"""

import argparse
import gzip
import hashlib
import io
import json
import pickle
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import h5py
import numpy as np
import torch
from tqdm import tqdm

# The package's order, each under Detoxify's name for it.
LABELS = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "obscene": "obscene",
    "threat": "threat",
    "insult": "insult",
    "identity_hate": "identity_attack",
}
# Lowest and highest probability of each label in the package's own data (its RESCALE_PROBA).
LOWEST = np.array([0.002116, 0.000011, 0.000347, 0.000040, 0.000373, 0.000074], np.float32)
HIGHEST = np.array([0.999858, 0.648682, 0.997533, 0.918887, 0.986303, 0.901117], np.float32)

ENCODER = (
    "tox_block/trained_models/encoder_0.1.2.pkl",
    "f73db76ce4138c0a566cf91a84077ab66db1f5da40d795d2f751b5a157d91ce7",
)
NETWORK = (
    "tox_block/trained_models/lstm_model_0.1.2.h5",
    "587d40726f1250341a3661fac099e46582cf34cdd5136eb88a726bf6d62ec24e",
)
BATCH = 512


class TokenSequencer:
    """Stands in for the package's class of this name while its pickle is read."""

    max_features: int
    max_sequence_length: int
    tokenizer: "Tokenizer"

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """Word numbers, int32 (texts, 100): the last 100 known words, zeros in front."""
        rows = np.zeros((len(texts), self.max_sequence_length), np.int32)
        for row, text in zip(rows, texts, strict=True):
            words = self.tokenizer(text)[-self.max_sequence_length :]
            row[len(row) - len(words) :] = words
        return rows


class Tokenizer:
    """Stands in for keras_preprocessing's Tokenizer: lower case, split at blanks and signs."""

    num_words: int
    filters: str
    split: str
    lower: bool
    char_level: bool
    oov_token: str | None
    word_index: dict[str, int]

    def __call__(self, text: str) -> list[int]:
        """Numbers of the known words in `text`; unknown words leave no trace, as in Keras."""
        signs = str.maketrans(dict.fromkeys(self.filters, self.split))
        words = text.lower().translate(signs).split(self.split)
        numbers = (self.word_index.get(word) for word in words if word)
        return [number for number in numbers if number is not None and number < self.num_words]


KNOWN_CLASSES: dict[tuple[str, str], type] = {
    ("tox_block.data_processing.preprocessors", "TokenSequencer"): TokenSequencer,
    ("keras_preprocessing.text", "Tokenizer"): Tokenizer,
    ("collections", "OrderedDict"): OrderedDict,
    ("collections", "defaultdict"): defaultdict,
    ("builtins", "int"): int,
}


class _Unpickler(pickle.Unpickler):
    """Knows the five names that stand in the package's encoder, and refuses any other."""

    def find_class(self, module: str, name: str) -> type:
        try:
            return KNOWN_CLASSES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"the encoder names {module}.{name}: refused") from None


class Network:
    """The package's network, with dropout off.

    Its gates use Keras' old hard sigmoid, so torch's own LSTM would not give the same figures. The
    padding is not masked: the zeros in front are read like any word, in both directions.
    """

    def __init__(self, file: h5py.File) -> None:
        weights = file["model_weights"]

        def read(name: str) -> torch.Tensor:
            return torch.from_numpy(weights[name][()])

        words = read("embedding/embedding/embeddings:0")
        # What a word adds to the gates never changes: one table (words, 4 x units) per direction.
        self.inputs, self.recurrent = [], []
        for direction in ("forward", "backward"):
            lstm = f"bidirectional/bidirectional/{direction}_lstm"
            self.inputs.append(words @ read(f"{lstm}/kernel:0") + read(f"{lstm}/bias:0"))
            self.recurrent.append(read(f"{lstm}/recurrent_kernel:0"))
        self.dense = [
            (read(f"{name}/{name}/kernel:0"), read(f"{name}/{name}/bias:0"))
            for name in ("dense", "dense_1")
        ]

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        """Probabilities (texts, 6) of the word numbers `rows` (texts, 100)."""
        steps = rows.T
        both = zip((steps, steps.flip(0)), self.inputs, self.recurrent, strict=True)
        pooled = torch.cat([_highest_state(*direction) for direction in both], dim=1)
        (kernel, bias), (last_kernel, last_bias) = self.dense
        hidden = torch.relu(pooled @ kernel + bias)
        return torch.sigmoid(hidden @ last_kernel + last_bias)


def _highest_state(
    steps: torch.Tensor, inputs: torch.Tensor, recurrent: torch.Tensor
) -> torch.Tensor:
    """Highest state (texts, units) of one LSTM over the word numbers `steps` (time, texts)."""
    units = recurrent.shape[0]
    state = cell = torch.zeros(steps.shape[1], units)
    highest = torch.full_like(state, -torch.inf)
    for words in steps:
        gates = torch.addmm(inputs[words], state, recurrent)
        enter, forget, candidate, leave = gates.split(units, dim=1)  # Keras' order: i, f, c, o
        cell = _hard_sigmoid(forget) * cell + _hard_sigmoid(enter) * torch.tanh(candidate)
        state = _hard_sigmoid(leave) * torch.tanh(cell)
        highest = torch.maximum(highest, state)
    return highest


def _hard_sigmoid(x: torch.Tensor) -> torch.Tensor:
    """Keras' hard sigmoid, of slope 0.2 (torch's has 1/6)."""
    return (0.2 * x + 0.5).clamp(0, 1)


def teach(texts: Sequence[str], folder: Path) -> np.ndarray:
    """Soft labels of `texts`: float32 (texts, 6) in 0..1, in the order of LABELS.

    They are the package's rescaled probabilities, cut at 1. `folder` is the unpacked wheel.
    Raises ValueError when one of its two files is not the published one.
    """
    encoder = _Unpickler(io.BytesIO(_checked(folder, *ENCODER))).load()
    with h5py.File(io.BytesIO(_checked(folder, *NETWORK))) as file:
        network = Network(file)
    # All rows are equally long, so there is nothing to sort; equal rows are scored once.
    rows, back = np.unique(encoder(texts), axis=0, return_inverse=True)
    scores = np.empty((len(rows), len(LABELS)), np.float32)
    with torch.inference_mode():
        for start in tqdm(range(0, len(rows), BATCH), unit="batch"):
            batch = slice(start, start + BATCH)
            scores[batch] = network(torch.from_numpy(rows[batch]).long()).numpy()
    rescaled = np.abs((scores - LOWEST) / (HIGHEST - LOWEST))
    return np.minimum(rescaled, 1)[back.reshape(-1)]


def _checked(folder: Path, name: str, sha256: str) -> bytes:
    """The file's bytes, once they are known to be the published ones."""
    data = (folder / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{folder / name} is not that of tox-block 0.1.2: unpack its wheel again")
    return data


def _read(path: Path) -> Iterator[str]:
    """The texts of a file of JSON lines, gzipped if its name ends in .gz."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def main() -> None:
    """Read the texts, have them labelled, write `labels` (float16) and `names`."""
    parser = argparse.ArgumentParser(description="Soft labels of tox-block 0.1.2.")
    parser.add_argument("wheel", type=Path, help="folder of the unpacked wheel")
    parser.add_argument("texts", type=Path, help='JSON lines {"text"}, gzipped or not')
    parser.add_argument("out", type=Path, help="the .npz to write")
    # One is fastest for matrices this small; more wait for each other at each of the 200 steps.
    parser.add_argument("--threads", type=int, default=1, help="threads for torch")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    labels = teach(list(_read(options.texts)), options.wheel)
    np.savez_compressed(options.out, labels=labels.astype(np.float16), names=list(LABELS))


if __name__ == "__main__":
    main()
