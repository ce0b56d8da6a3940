"""Raw logits of an ONNX model over many texts, through the bot's own session and batches."""

from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from bot.understanding.normalise import normalise
from bot.understanding.session import batches, open_session

MAX_LENGTH = 64


def logits(model: bytes, tokenizer: bytes, texts: Sequence[str], threads: int = 1) -> np.ndarray:
    """Logits (texts x labels) of the first window of each text, normalised as the bot does."""
    session = open_session(model, threads)
    encoder = Tokenizer.from_buffer(tokenizer)
    encoder.no_padding()
    encoder.enable_truncation(MAX_LENGTH)
    plain = [normalise(text) for text in texts]
    ids = [encoding.ids for encoding in encoder.encode_batch(plain)]
    rows: list[np.ndarray | None] = [None] * len(ids)
    for batch in batches([len(own) for own in ids]):
        shape = (len(batch), max(len(ids[at]) for at in batch))
        tokens, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, at in enumerate(batch):
            tokens[row, : len(ids[at])] = ids[at]
            mask[row, : len(ids[at])] = 1
        (found,) = session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})
        for row, at in enumerate(batch):
            rows[at] = found[row]
    return np.array(rows)
