"""Make the shipped files of a checkpoint: `python -m training.export CHECKPOINT ENCODER DATA`.

Exports to ONNX, quantises, calibrates on validation data with the quantised network as the bot
runs it, chooses thresholds, and writes model, tokenizer and card with their hashes into
bot/understanding/models (or --out). The figures of the choice are printed.
"""

import argparse
import hashlib
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bot.understanding.card import DEFAULT_CARD

from .calibrate import Calibration, calibrate, describe, flagged
from .corpus.data import LABELS
from .corpus.validation import MEASURE, validation
from .metrics import truth
from .model import Classifier, restored
from .quantise import quantise
from .scoring import logits
from .texts import MAX_LENGTH

OPSET = 17


class _Exported(nn.Module):
    """Without dropout and with plain inputs, as the graph is traced."""

    def __init__(self, model: Classifier) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        scores: Tensor = self.model(input_ids, attention_mask)
        return scores


def export(model: Classifier, target: Path) -> None:
    """Write the network as ONNX: input_ids, attention_mask (int64, batch x sequence) -> logits."""
    ids = torch.randint(1000, 29000, (2, 16))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Exported(model.eval()),
            (ids, torch.ones_like(ids)),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={
                "input_ids": {0: "batch", 1: "sequence"},
                "attention_mask": {0: "batch", 1: "sequence"},
                "logits": {0: "batch"},
            },
            opset_version=OPSET,
            dynamo=False,
        )


def main() -> None:
    """Checkpoint in, files and card out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=DEFAULT_CARD.parent)
    parser.add_argument("--keep-fp32", type=Path, help="where to leave the unquantised ONNX")
    parser.add_argument(
        "--threshold", action="append", default=[], metavar="LABEL=VALUE",
        help="set one by hand instead; the model card says which and why",
    )  # fmt: skip
    chosen = parser.parse_args()
    by_hand = {name: float(cut) for name, cut in (t.split("=") for t in chosen.threshold)}
    with tempfile.TemporaryDirectory() as scratch:
        whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
        export(restored(chosen.encoder, chosen.checkpoint), whole)
        quantise(whole, small)
        if chosen.keep_fp32:
            shutil.copy(whole, chosen.keep_fp32)
        tokenizer = (chosen.encoder / "tokenizer.json").read_bytes()
        found = calibrate(chosen.data, lambda texts: logits(small.read_bytes(), tokenizer, texts))
        print(describe(found))
        found.thresholds.update(by_hand)
        print(_against_fp32(chosen.data, whole.read_bytes(), small.read_bytes(), tokenizer, found))
        _write(chosen.out, small.read_bytes(), tokenizer, found)


def _against_fp32(
    data: Path, whole: bytes, small: bytes, tokenizer: bytes, found: Calibration
) -> str:
    """What 8 bits change, on the suite and the labelled sets, with the same curves and cuts."""
    rows = validation(data, MEASURE)
    some = [*rows["suite"], *rows["abuse"]]
    real = truth(some)
    both = [logits(model, tokenizer, [row.text for row in some]) for model in (whole, small)]
    flags = [flagged(scores, found) for scores in both]
    right = [float((own == (real == 1))[real >= 0].mean()) for own in flags]
    return (
        f"fp32 is right in {right[0]:.4f}, 8 bits in {right[1]:.4f} of {(real >= 0).sum()} texts; "
        f"{(flags[0] != flags[1]).sum()} flags of {len(some)} differ, logits by "
        f"{np.abs(both[0] - both[1]).mean():.3f} on average"
    )


def _write(folder: Path, model: bytes, tokenizer: bytes, found: Calibration) -> None:
    for old in (*folder.glob("toxicity-*.onnx"), *folder.glob("tokenizer-*.json")):
        old.unlink()
    model_hash, tokenizer_hash = (hashlib.sha256(part).hexdigest() for part in (model, tokenizer))
    model_file = f"toxicity-{model_hash[:8]}.int8.onnx"
    tokenizer_file = f"tokenizer-{tokenizer_hash[:8]}.json"
    (folder / model_file).write_bytes(model)
    (folder / tokenizer_file).write_bytes(tokenizer)
    text = _HEAD.format(
        model_file=model_file,
        model_hash=model_hash,
        tokenizer_file=tokenizer_file,
        tokenizer_hash=tokenizer_hash,
        max_length=MAX_LENGTH,
    )
    for label in LABELS:
        text += f'\n[[labels]]\nname = "{label}"\n'
        if label in found.thresholds:
            text += f"threshold = {found.thresholds[label]:.4f}\n"
        points = ", ".join(f"[{x:.3f}, {y:.5f}]" for x, y in found.curves[label])
        text += f"calibration = [{points}]\n"
    (folder / "toxicity.toml").write_text(text, "utf-8")
    print(f"{folder / 'toxicity.toml'}: {model_file}, {len(model):,} bytes")


_HEAD = """\
# Facts of the toxicity model in this folder, written by `python -m training.export`;
# docs/models/toxicity.md says how they were measured.
name = "townhall-toxicity"
licence = "Apache-2.0"
source = "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned for Townhall on data under MIT, CC0, CC-BY, \
CC-BY-SA and CDLA-Sharing terms, 8-bit weights"
max_length = {max_length}  # tokens in one window
languages = ["en"]

[model]
file = "{model_file}"
sha256 = "{model_hash}"

[tokenizer]
file = "{tokenizer_file}"
sha256 = "{tokenizer_hash}"

# In the order of the network's outputs, with Detoxify's names. A label without a threshold informs
# and never flags. The calibration curve has [logit, probability] points.
"""


if __name__ == "__main__":
    main()
