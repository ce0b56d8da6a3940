"""From checked files to Detoxify's own model object, without asking any hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..card import Card, Label, ModelError, Weights
from ..runtime.session import batches
from .catalogue import LICENCE, THRESHOLD, TRAINED_ON, Variant
from .checkpoint import Verified, config_of, require, verified

# What the package itself renames, so that all variants speak of the same things alike.
_RENAMED = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "identity_hate": "identity_attack",
}
_LONGEST = 512
_PACKAGES = ("torch", "transformers", "detoxify", "onnx")
_EXTRA = "pip install 'townhall-bot[detoxify]' (docs/models/detoxify.md says how without CUDA)"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The package's `Detoxify` object with its `model`, `tokenizer` and `class_names`."""

    detoxify: Any
    labels: tuple[str, ...]
    max_length: int
    pad_id: int
    checkpoint_sha256: str
    tokenizer_file: Path

    def card(self, variant: Variant, model: Weights, tokenizer: Weights) -> Card:
        """The facts of these weights, in the network's order of labels."""
        return Card(
            name=f"detoxify-{variant.name}",
            licence=LICENCE,
            source=f"Detoxify {variant.name} (Unitary, {LICENCE}), trained on {TRAINED_ON}; from "
            f"{variant.checkpoint.file}, SHA-256 {self.checkpoint_sha256}",
            max_length=self.max_length,
            languages=variant.languages,
            normalise=False,
            pad_id=self.pad_id,
            model=model,
            tokenizer=tokenizer,
            labels=tuple(Label(name=name, threshold=THRESHOLD) for name in self.labels),
        )

    def probabilities(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """What the package's own `predict` says: one tuple a text, in the order of `labels`."""
        rows: list[tuple[float, ...]] = [()] * len(texts)
        # about four characters make a token
        for group in batches([len(text) // 4 + 2 for text in texts]):
            found = self.detoxify.predict([texts[index] for index in group])
            # for a single text it gives numbers instead of lists
            columns = [found[name] if len(group) > 1 else [found[name]] for name in self.labels]
            for index, row in zip(group, zip(*columns, strict=True), strict=True):
                rows[index] = row
        return rows


def check_installed() -> None:
    """Raises ModelError when the extra is not installed. Quick: nothing is imported."""
    if lacking := [name for name in _PACKAGES if find_spec(name) is None]:
        raise ModelError(
            f"Detoxify needs packages that are not installed ({', '.join(lacking)}): {_EXTRA}."
        )


def load(variant: Variant, folder: Path) -> Loaded:
    """Check, then open what lies in `folder`. Takes seconds; raises ModelError in one sentence."""
    check_installed()
    require(variant, folder)
    config = config_of(variant, folder)
    path = folder / variant.checkpoint.file
    try:
        with verified(path, variant.checkpoint) as checkpoint:
            content = _unpickled(checkpoint, path)
        state, labels, outputs = _parts(content, variant)
        return _built(variant, folder, config, state, labels, outputs, checkpoint.sha256)
    except ImportError as error:
        raise ModelError(f"Detoxify's packages cannot be imported ({error}): {_EXTRA}.") from error
    except (RuntimeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"The checkpoint, {folder / 'config.json'} and {variant.tokenizer.file} do not belong "
            f"together ({type(error).__name__}): put the files of {variant.choice} there."
        ) from error


def _unpickled(checkpoint: Verified, path: Path) -> Any:
    """The checkpoint is a pickle: only tensors and plain containers are let through."""
    import pickle

    import torch

    try:
        return torch.load(checkpoint.file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise ModelError(
            f"{path} holds more than weights and was not opened: do not use it; fetch the "
            "published checkpoint."
        ) from error
    except Exception as error:  # whatever torch meets in a file that is none of its own
        raise ModelError(
            f"{path} cannot be opened ({type(error).__name__}): it is damaged or memory is short; "
            "fetch it again."
        ) from error


def _parts(content: Any, variant: Variant) -> tuple[dict[str, Any], tuple[str, ...], int]:
    """State, labels, and how many outputs the network has (at least as many as labels)."""
    try:
        arguments = content["config"]["arch"]["args"]
        names = content["config"]["dataset"]["args"]["classes"]
        architecture, outputs = arguments["model_name"], int(arguments["num_classes"])
        state = dict(content["state_dict"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{variant.checkpoint.file} is not laid out as Detoxify's checkpoints are: fetch the "
            "published one."
        ) from error
    labels = tuple(_RENAMED.get(name, name) for name in names)
    if architecture != variant.architecture or not 0 < len(labels) <= outputs:
        raise ModelError(
            f"{variant.checkpoint.file} is a {architecture} with {outputs} outputs for "
            f"{len(labels)} labels, not {variant.choice}: fetch the published one."
        )
    return state, labels, outputs


def _built(
    variant: Variant,
    folder: Path,
    config: Mapping[str, Any],
    state: dict[str, Any],
    labels: tuple[str, ...],
    outputs: int,
    sha256: str,
) -> Loaded:
    import detoxify
    import transformers

    architecture = getattr(transformers, variant.architecture)
    figures = architecture.config_class(**{**config, "num_labels": outputs})
    model = architecture(figures)
    # Checkpoints of older transformers carry a table of 0, 1, 2, ... that newer ones make anew.
    model.load_state_dict(
        {key: value for key, value in state.items() if not key.endswith("embeddings.position_ids")}
    )
    pad_id = figures.pad_token_id
    # RoBERTa counts positions from the padding's number on, so that many cannot be used.
    unused = pad_id + 1 if "roberta" in figures.model_type else 0
    max_length = min(_LONGEST, figures.max_position_embeddings - unused)
    tokenizer_file = folder / variant.tokenizer.file
    tokenizer = _tokenizer(tokenizer_file, pad_id, max_length)
    if len(tokenizer) > figures.vocab_size:
        raise ValueError("the tokenizer knows more words than the network")
    # The package's own constructor asks the hub and unpickles whatever it is given; what it would
    # set is set here, and its `predict` is what runs.
    real = detoxify.Detoxify.__new__(detoxify.Detoxify)
    real.model, real.tokenizer = model.eval(), tokenizer
    real.class_names, real.device = list(labels), "cpu"
    return Loaded(real, labels, max_length, pad_id, sha256, tokenizer_file)


def _tokenizer(path: Path, pad_id: int, max_length: int) -> Any:
    import transformers
    from tokenizers import Tokenizer

    try:
        backend = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise ModelError(f"{path} is not a tokenizer: put the base model's own there.") from error
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token=backend.id_to_token(pad_id),
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
    )
