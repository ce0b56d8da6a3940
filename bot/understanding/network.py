"""The toxicity network: texts in, probabilities out. Slow to import; only the worker does so."""

from collections.abc import Iterator, Sequence

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

from .card import Card
from .normalise import normalise

BATCH = 32
# Beyond this nothing is read, so that one giant text cannot hold everybody up.
MAX_CHARACTERS = 8_000
MAX_WINDOWS = 8
OVERLAP = 8  # tokens shared by neighbouring windows, lest an insult is cut in two
_SPECIAL_TOKENS = 2  # [CLS] and [SEP]

Ids = list[int]


class Network:
    """One onnxruntime session with its tokenizer; not for use by two threads at once."""

    def __init__(self, card: Card, model: bytes, tokenizer: bytes, *, threads: int = 1) -> None:
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(card.max_length, stride=OVERLAP)
        self._session = _session(model, threads)

    def probabilities(self, texts: Sequence[str]) -> list[tuple[float, ...] | None]:
        """One tuple a text, in order; None for a text without anything to read.

        A text longer than a window counts as its worst window.
        """
        windows: list[Ids] = []
        owners: list[int] = []
        for owner, text in enumerate(texts):
            own = self._windows(text)
            windows += own
            owners += [owner] * len(own)
        worst: list[tuple[float, ...] | None] = [None] * len(texts)
        for batch in batches([len(window) for window in windows]):
            for index, values in zip(batch, self._run([windows[i] for i in batch]), strict=True):
                seen = worst[owners[index]]
                worst[owners[index]] = values if seen is None else tuple(map(max, seen, values))
        return worst

    def _windows(self, text: str) -> list[Ids]:
        encoding = self._tokenizer.encode(normalise(text[:MAX_CHARACTERS]))
        ids = [encoding.ids, *(part.ids for part in encoding.overflowing)]
        if len(ids) > MAX_WINDOWS:
            ids = [*ids[: MAX_WINDOWS - 1], ids[-1]]
        return [window for window in ids if len(window) > _SPECIAL_TOKENS]

    def _run(self, windows: Sequence[Ids]) -> list[tuple[float, ...]]:
        shape = (len(windows), max(map(len, windows)))
        ids = np.zeros(shape, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        (logits,) = self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
        values = 1.0 / (1.0 + np.exp(-np.asarray(logits, np.float64)))
        return [tuple(row) for row in values.tolist()]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices in groups of at most 32 of about one length: padding is work for nothing."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    group: list[int] = []
    for index in order:
        # a call of its own costs about as much as four short rows, hence the slack
        if group and (len(group) == BATCH or lengths[index] > lengths[group[0]] * 1.5 + 4):
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def _session(model: bytes, threads: int) -> ort.InferenceSession:
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads sleep: the machine belongs to the bot, not to a model that waits.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # An arena keeps the largest batch's memory for ever; measured, going without is no slower.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
