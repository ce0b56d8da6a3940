"""The five checkpoints that Detoxify publishes, and what each is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

PREFIX = "detoxify:"
CARD = "card.toml"  # of the exported model, in the variant's folder

# Detoxify publishes no thresholds; its training data counts a label as given from 0.5 on.
THRESHOLD = 0.5
LICENCE = "Apache-2.0"
TRAINED_ON = "Jigsaw's data sets (CC0)"

_RELEASES = "https://github.com/unitaryai/detoxify/releases/download"
_HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Pin:
    """A published file: where it is, and what is known of its bytes.

    `sha256` has 64 hexadecimal digits, fewer where only the beginning is published, or none;
    `size` in bytes is None where nobody states it. Whatever is known is checked.
    """

    url: str
    file: str
    sha256: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """One model of Detoxify's.

    `architecture` is a class of transformers; `config` the base model's own configuration, used
    unless a config.json lies beside the checkpoint. `languages` are the ISO 639-1 codes of those
    that the project says it was trained on.
    """

    name: str
    architecture: str
    config: Mapping[str, Any]
    checkpoint: Pin
    tokenizer: Pin
    languages: tuple[str, ...] = ("en",)

    @property
    def choice(self) -> str:
        """As the settings and the command line call it."""
        return PREFIX + self.name

    def folder(self, root: Path) -> Path:
        """Where this variant's files are kept under the folder of the settings."""
        return root / self.name


# The configurations are those of the base models at the revisions below, without what inference
# does not read. Dropout is left at its default: a model in use drops nothing.
_BERT = {
    "vocab_size": 30522,
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 512,
    "pad_token_id": 0,
}
_ROBERTA = {
    **_BERT,
    "vocab_size": 50265,
    "max_position_embeddings": 514,
    "type_vocab_size": 1,
    "layer_norm_eps": 1e-5,
    "pad_token_id": 1,
}
_XLM_ROBERTA = {**_ROBERTA, "vocab_size": 250002}
_ALBERT = {
    **_BERT,
    "vocab_size": 30000,
    "embedding_size": 128,
    "hidden_act": "gelu_new",
}

# JSON files of a fixed revision. Where the hash is given, independent projects that pin the same
# file agree on it; for ALBERT's none was found, so the revision in the address has to do.
_TOKENIZERS = {
    "bert": Pin(
        f"{_HUB}/google-bert/bert-base-uncased/resolve/86b5e0934494bd15c9632b12f734a8a67f723594/tokenizer.json",
        "tokenizer.json",
        "ce64fce797c24f68df90b40a3f74f579b336a493db14bd583fd520ea0d8c9a98",
        466_062,
    ),
    "roberta": Pin(
        f"{_HUB}/FacebookAI/roberta-base/resolve/e2da8e2f811d1448a5b465c236feacd80ffbac7b/tokenizer.json",
        "tokenizer.json",
        "847bbeab6174d66a88898f729d52fa8d355fafe1bea101cf960dd404581df70e",
        1_355_863,
    ),
    "xlm-roberta": Pin(
        f"{_HUB}/FacebookAI/xlm-roberta-base/resolve/e73636d4f797dec63c3081bb6ed5c7b0bb3f2089/tokenizer.json",
        "tokenizer.json",
        "a898ea75433890f6610f4e470b8ebeb0c21dce5c8dd61f892eb09eb5919d2e2c",
        9_096_718,
    ),
    "albert": Pin(
        f"{_HUB}/albert/albert-base-v2/resolve/8e2f239c5f8a2c0f253781ca60135db913e5c80c/tokenizer.json",
        "tokenizer.json",
        "",
    ),
}


def _variant(
    name: str, architecture: str, config: Mapping[str, Any], path: str, sha256: str,
    tokenizer: str, size: int | None = None, languages: tuple[str, ...] = ("en",),
) -> Variant:  # fmt: skip
    pin = Pin(f"{_RELEASES}/{path}", path.rpartition("/")[2], sha256, size)
    return Variant(
        name, architecture, MappingProxyType(config), pin, _TOKENIZERS[tokenizer], languages
    )


# The project publishes the first eight digits of each hash, in the file's name. The whole hash and
# the size of `original` are stated by an independent project that pins the file.
VARIANTS: Mapping[str, Variant] = {
    variant.name: variant
    for variant in (
        _variant(
            "original", "BertForSequenceClassification", _BERT,
            "v0.1-alpha/toxic_original-c1212f89.ckpt",
            "c1212f89ac23307ab33932ce29dc446a6e030fb3f384a500890bbe662b7b544a",
            "bert", 438_021_897,
        ),
        _variant(
            "unbiased", "RobertaForSequenceClassification", _ROBERTA,
            "v0.3-alpha/toxic_debiased-c7548aa0.ckpt", "c7548aa0", "roberta",
        ),
        _variant(
            "multilingual", "XLMRobertaForSequenceClassification", _XLM_ROBERTA,
            "v0.4-alpha/multilingual_debiased-0b549669.ckpt", "0b549669", "xlm-roberta",
            languages=("en", "fr", "es", "it", "pt", "tr", "ru"),
        ),
        _variant(
            "original-small", "AlbertForSequenceClassification", _ALBERT,
            "v0.1.2/original-albert-0e1d6498.ckpt", "0e1d6498", "albert",
        ),
        _variant(
            "unbiased-small", "AlbertForSequenceClassification", _ALBERT,
            "v0.1.2/unbiased-albert-c8519128.ckpt", "c8519128", "albert",
        ),
    )
}  # fmt: skip

CHOICES = tuple(variant.choice for variant in VARIANTS.values())


def variant_of(choice: str) -> Variant | None:
    """The variant that `detoxify:NAME` means; None when there is none of that name."""
    name = choice.removeprefix(PREFIX)
    return VARIANTS.get(name) if name != choice else None
