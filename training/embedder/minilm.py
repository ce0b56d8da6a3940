"""all-MiniLM-L6-v2 (Apache-2.0), English: the embedder to compare with. Needs transformers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from .evaluate import Encode, Kind, Vectors

BATCH = 64


def encoder(folder: Path) -> Encode:
    """The model in a folder with config.json, model.safetensors and tokenizer.json."""
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()

    @torch.inference_mode()
    def encode(texts: Sequence[str], _: Kind) -> Vectors:
        vectors = np.zeros((len(texts), model.config.hidden_size), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            batch = tokenizer(
                [texts[i] for i in rows],
                padding=True, truncation=True, max_length=256, return_tensors="pt",
            )  # fmt: skip
            mask = batch["attention_mask"].unsqueeze(-1)
            mean = (model(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)
            vectors[rows] = torch.nn.functional.normalize(mean).numpy()
        return vectors

    return encode
