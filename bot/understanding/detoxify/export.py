"""A checkpoint as an ONNX model of 8 bits with a card, which onnxruntime serves without torch."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..card import Card, ModelError, Weights, read_card, read_weights
from .catalogue import CARD, Variant
from .load import Loaded, load

OPSET = 17
TRIALS = (
    "Good morning, is the shop open today?",
    "Thanks, that was very kind of you!",
    "This is the worst service I have ever had.",
    "You are an idiot and nobody likes you.",
    "Shut up, you stupid liar.",
    "I will find you and hurt you.",
    "My grandmother is Jewish and bakes on Fridays.",
    "People like them should be thrown out of the country.",
    "That damn printer is broken again.",
    "Could somebody explain to me how refunds work, please? I ordered two of them last week.",
)
_HEAD = """\
# Written by `townhall model export {choice}`. The files are used only while their SHA-256 is
# the one that stands here. Thresholds may be changed: Detoxify publishes none, {threshold} is what
# its training data counts as yes.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export's card, the bytes of its model, and the most that a probability of the trial
    sentences differs from the package's own."""

    card: Path
    size: int
    difference: float


def export(variant: Variant, source: Path, target: Path) -> Exported:
    """Export what lies in `source` into `target`, made if need be.

    Takes a minute or so and, for a moment, memory for five times the checkpoint. The card gets
    its place last, so that an export that broke off leaves none. Raises ModelError.
    """
    loaded = load(variant, source)
    from .quantise import quantise

    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target) as scratch:
            whole, small = Path(scratch) / "whole.onnx", Path(scratch) / "small.onnx"
            trace(loaded, whole)
            quantise(whole, small)
            model = _placed(small.read_bytes(), target, variant.name, "int8.onnx")
        tokenizer = _placed(loaded.tokenizer_file.read_bytes(), target, "tokenizer", "json")
        card = loaded.card(variant, model, tokenizer)
        written = target / f"{CARD}.part"
        written.write_text(_toml(card, variant), "utf-8")
        path = written.replace(target / CARD)
    except OSError as error:
        raise ModelError(
            f"The export cannot be written into {target} ({error.strerror}): mend that or name "
            "another folder."
        ) from error
    return Exported(path, (target / model.file).stat().st_size, _difference(loaded, path))


def _difference(loaded: Loaded, path: Path) -> float:
    """The largest difference of a probability on the trial sentences."""
    from ..network import Network

    card = read_card(path)
    network = Network(
        card, read_weights(path.parent, card.model), read_weights(path.parent, card.tokenizer)
    )
    whole = loaded.probabilities(TRIALS)
    small = network.probabilities(TRIALS)
    return max(
        abs(a - b)
        for one, other in zip(whole, small, strict=True)
        for a, b in zip(one, other or (), strict=True)
    )


def trace(loaded: Loaded, target: Path) -> None:
    """Write the network: input_ids, attention_mask (int64, batch x sequence) -> logits."""
    import torch

    model = loaded.detoxify.model
    _keep_outputs(model, len(loaded.labels))
    # plain operators and a plain tensor as the result
    model.set_attn_implementation("eager")
    model.config.return_dict = False
    ids = torch.full((2, 8), loaded.pad_id + 1)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    both = {0: "batch", 1: "sequence"}
    with warnings.catch_warnings(), torch.no_grad():
        # of tracing: a fixed shape here and there, which the dynamic axes take care of
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (ids, mask),
            str(target),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits"],
            dynamic_axes={"input_ids": both, "attention_mask": both, "logits": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _keep_outputs(model: Any, count: int) -> None:
    """Cut the last layer to the labels: the unbiased ones also answer who is talked about."""
    last = getattr(model.classifier, "out_proj", model.classifier)
    last.weight.data = last.weight.data[:count]
    last.bias.data = last.bias.data[:count]
    last.out_features = count


def _placed(content: bytes, folder: Path, name: str, ending: str) -> Weights:
    """Put a file into place under a name with its hash; older ones of that name go."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = f"{name}-{sha256[:8]}.{ending}"
    part = folder / f"{file}.part"
    part.write_bytes(content)
    part.replace(folder / file)
    for other in folder.glob(f"{name}-????????.{ending}"):
        if other.name != file:
            other.unlink()
    return Weights(file=file, sha256=sha256)


def _toml(card: Card, variant: Variant) -> str:
    head = _HEAD.format(choice=variant.choice, threshold=card.labels[0].threshold)
    lines = [
        f'name = "{card.name}"',
        f'licence = "{card.licence}"',
        f'source = "{card.source}"',
        f"max_length = {card.max_length}",
        f"languages = {json.dumps(card.languages)}",
        "normalise = false",
        f"pad_id = {card.pad_id}",
        "\n[model]",
        f'file = "{card.model.file}"',
        f'sha256 = "{card.model.sha256}"',
        "\n[tokenizer]",
        f'file = "{card.tokenizer.file}"',
        f'sha256 = "{card.tokenizer.sha256}"',
    ]
    for label in card.labels:
        lines += ["\n[[labels]]", f'name = "{label.name}"', f"threshold = {label.threshold}"]
    return head + "\n".join(lines) + "\n"
