"""A text classifier: texts in, probabilities out. Slow to import; only the worker does so."""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .card import Card, ModelError, Point
from .normalise import normalise
from .normalise.words import lexicon
from .runtime.memory import give_back
from .runtime.session import batches, call, open_session

# Beyond this nothing is read, so that one giant text cannot hold everybody up.
MAX_CHARACTERS = 8_000
MAX_WINDOWS = 8
OVERLAP = 8  # tokens shared by neighbouring windows, lest an insult is cut in two


Ids = list[int]
Row = list[float]
Matrix = NDArray[np.float64]
_TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class Network:
    """One onnxruntime session with its tokenizer."""

    def __init__(self, card: Card, model: bytes, tokenizer: bytes, *, threads: int = 1) -> None:
        """Raises ModelError when the model is not what the card says."""
        self._card = card
        with ThreadPoolExecutor(1) as aside:  # onnxruntime does not need Python's lock for it
            opening = aside.submit(open_session, model, threads)
            self._tokenizer = _tokenizer(card, tokenizer)
            if card.normalise:
                lexicon()
        self._special = self._tokenizer.num_special_tokens_to_add(False)
        try:
            self._session = opening.result()
        except Exception as error:  # onnxruntime has no base class of its own for them
            raise ModelError(
                f"onnxruntime cannot open {card.model.file} ({type(error).__name__}): "
                "it must be an ONNX model for the CPU with all its weights in that one file."
            ) from error
        self._inputs = {found.name: _TYPES.get(found.type) for found in self._session.get_inputs()}
        self._curves = [
            _logistic if label.calibration is None else _curve(label.calibration)
            for label in card.labels
        ]
        self._check()

    def probabilities(
        self, texts: Sequence[str], *, at_once: int = 1
    ) -> list[tuple[float, ...] | None]:
        """One tuple a text, in order; None for a text without anything to read.

        A text longer than a window counts, label by label, as its worst window. `at_once` is how
        many cores may work on it: more than one takes memory, which is given back at the end.
        """
        windows: list[Ids] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            own = self._windows(text)
            windows += own
            owners += [owner] * len(own)
        worst: list[tuple[float, ...] | None] = [None] * len(texts)
        for batch, rows in self._scored(windows, at_once):
            for index, row in zip(batch, rows, strict=True):
                seen = worst[owners[index]]
                worst[owners[index]] = tuple(row if seen is None else map(max, seen, row))
        if at_once > 1:
            give_back()
        return worst

    def _scored(self, windows: list[Ids], at_once: int) -> Iterator[tuple[list[int], list[Row]]]:
        """Groups of windows, and a row of probabilities for each."""

        def rows(batch: list[int]) -> list[Row]:
            return self._calibrated(self._run([windows[i] for i in batch], last=at_once > 1))

        groups = list(batches([len(window) for window in windows], at_once=at_once))
        if at_once == 1 or len(groups) == 1:
            yield from zip(groups, map(rows, groups), strict=True)
            return
        with ThreadPoolExecutor(at_once) as pool:
            yield from zip(groups, pool.map(rows, groups), strict=True)

    def _windows(self, text: str) -> list[Ids]:
        text = text[:MAX_CHARACTERS]
        text = normalise(text) if self._card.normalise else _encodable(text)
        encoding = self._tokenizer.encode(text)
        ids = [encoding.ids, *(part.ids for part in encoding.overflowing)]
        if len(ids) > MAX_WINDOWS:
            ids = [*ids[: MAX_WINDOWS - 1], ids[-1]]
        return [window for window in ids if len(window) > self._special]

    def _run(self, windows: Sequence[Ids], *, last: bool = False) -> Matrix:
        """The network's raw outputs, one row a window; `last` as in `call`."""
        shape = (len(windows), max(map(len, windows)))
        ids = np.full(shape, self._card.pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        names = self._card.inputs
        given = {names.ids: ids, names.mask: mask}
        if names.types in self._inputs:
            given[names.types] = np.zeros_like(ids)
        feed = {name: given[name].astype(kind, copy=False) for name, kind in self._inputs.items()}
        return np.asarray(call(self._session, self._card.output, feed, last=last), np.float64)

    def _calibrated(self, raw: Matrix) -> list[Row]:
        """The probabilities. Plain floats: for a few numbers numpy takes ten times as long."""
        if self._card.activation == "softmax":
            raw = _log_odds(raw)
        rows: list[Row] = raw.tolist()
        if any(math.isnan(value) for row in rows for value in row):
            raise ArithmeticError("the network's output is not a number")
        return [[curve(x) for curve, x in zip(self._curves, row, strict=True)] for row in rows]

    def _check(self) -> None:
        """One trial, so that a card that does not fit is known at the start."""
        card, names = self._card, self._card.inputs
        known = (names.ids, names.mask, names.types)
        for name, kind in self._inputs.items():
            if name not in known or kind is None:
                raise ModelError(
                    f'The input "{name}" of {card.model.file} is not one that the card names, or '
                    "not made of whole numbers: name token ids, mask and types under [inputs]."
                )
        outputs = [found.name for found in self._session.get_outputs()]
        if card.output not in outputs:
            raise ModelError(
                f'{card.model.file} has no output "{card.output}": '
                f"put {' or '.join(outputs)} as `output` into the card."
            )
        try:
            shape = self._run([[card.pad_id] * (self._special + 1)]).shape
        except Exception as error:
            raise ModelError(
                f"{card.model.file} fails on a trial text ({type(error).__name__}): "
                "see that it takes token ids as batch x sequence, both of any length."
            ) from error
        if shape != (1, len(card.labels)):
            raise ModelError(
                f"{card.model.file} gives numbers of the shape {shape} for one text, "
                f"and the card names {len(card.labels)} labels: name one label for each."
            )


def _log_odds(raw: Matrix) -> Matrix:
    """Those of each label against all others, by the softmax function."""
    powers = np.exp(raw - raw.max(axis=1, keepdims=True))
    chance = powers / powers.sum(axis=1, keepdims=True)
    odds: Matrix = np.log(np.maximum(chance, 1e-300)) - np.log(np.maximum(1 - chance, 1e-300))
    return odds


def _logistic(x: float) -> float:
    return 0.5 * (1 + math.tanh(x / 2))  # the usual form overflows


def _curve(points: Sequence[Point]) -> Callable[[float], float]:
    """The straight lines between the points, level beyond the ends."""
    xs, ys = zip(*points, strict=True)
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]

    def chance(x: float) -> float:
        at = bisect_right(xs, x)
        if at in (0, len(xs)):
            return float(ys[max(at - 1, 0)])
        return float(slopes[at - 1] * (x - xs[at - 1]) + ys[at - 1])

    return chance


def _tokenizer(card: Card, content: bytes) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_buffer(content)
        tokenizer.no_padding()
        tokenizer.enable_truncation(card.max_length, stride=min(OVERLAP, card.max_length // 4))
    except Exception as error:  # it raises bare Exception
        raise ModelError(
            f"{card.tokenizer.file} is no tokenizer that can be read: "
            "give the tokenizer.json of the Hugging Face tokenizers library."
        ) from error
    return tokenizer


def _encodable(text: str) -> str:
    """Valid Unicode of a text with lone surrogates, which the tokenizer would refuse."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
