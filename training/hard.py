"""Find ordinary messages taken for abuse: `python -m training.hard DATA ENCODER CHECKPOINT OUT`.

CHECKPOINT is one of training.train; OUT gets JSON lines {"source", "text"} for its --hard. Those
that the model is very sure of or takes for hate are left out: nobody has looked at them.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .corpus.data import benign_rows, chat_rows
from .metrics import HATE, overall
from .model import restored
from .texts import encoded, padded, tokenizer_of

DOUBTFUL = (0.0, 3.5)  # logits
MOST = 90_000
_BATCH = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    rows = [
        row
        for row in (*chat_rows(chosen.data), *benign_rows(chosen.data))
        if row.split == "train" and len(row.text) > 2
    ]
    rows = random.Random(0).sample(rows, min(MOST, len(rows)))
    model = restored(chosen.encoder, chosen.checkpoint)
    tokenizer = tokenizer_of(chosen.encoder / "tokenizer.json")
    ids = encoded(tokenizer, [row.text for row in rows])
    order = sorted(range(len(rows)), key=lambda at: len(ids[at]))
    found: set[str] = set()
    with chosen.out.open("w", encoding="utf-8") as out, torch.inference_mode():
        for start in tqdm(range(0, len(order), _BATCH)):
            part = order[start : start + _BATCH]
            tokens, mask = map(torch.from_numpy, padded([ids[at] for at in part]))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores: np.ndarray = model(tokens, mask).float().numpy()
            for at, score, hate in zip(part, overall(scores), scores[:, HATE], strict=True):
                row = rows[at]
                if DOUBTFUL[0] <= score <= DOUBTFUL[1] and hate < 0 and row.text not in found:
                    found.add(row.text)
                    out.write(json.dumps({"source": row.source, "text": row.text}) + "\n")
    print(f"{len(found)} of {len(rows)} ordinary messages are taken for abuse")


if __name__ == "__main__":
    main()
