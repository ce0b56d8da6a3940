"""Raw logits of an ONNX model over many texts, through the bot's own session and batches."""

from collections.abc import Sequence

import numpy as np

from bot.understanding.runtime.session import batches, open_session

from .texts import encoded, padded, tokenizer_of


def logits(model: bytes, tokenizer: bytes, texts: Sequence[str], threads: int = 1) -> np.ndarray:
    """Logits (texts x labels) of the first window of each text, normalised as the bot does."""
    session = open_session(model, threads)
    ids = encoded(tokenizer_of(tokenizer), texts)
    rows: list[np.ndarray | None] = [None] * len(ids)
    for batch in batches([len(own) for own in ids]):
        tokens, mask = padded([ids[at] for at in batch])
        (found,) = session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})
        for row, at in enumerate(batch):
            rows[at] = found[row]
    return np.array(rows)
