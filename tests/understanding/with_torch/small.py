"""Small checkpoints laid out as Detoxify's published ones are, one of each architecture.

PyTorch and transformers are imported where they are used: to collect the tests, nobody needs them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from tokenizers.processors import TemplateProcessing

from bot.understanding.detoxify.catalogue import VARIANTS, Variant
from bot.understanding.detoxify.export import TRIALS

VOCABULARY = 1200  # rows; large enough to be stored in 8 bits
SENTENCES = (
    "Good morning, is the bakery open on Sunday?",
    "thank you so much, this helped a lot",
    "You are a STUPID idiot and nobody likes you!!!",
    "shut up, you worthless piece of trash",
    "My grandmother is Jewish; we bake together every Friday 🥐",
    "Where can I find the recipe of that sourdough bread, please? The link does not work any more.",
    "no",
    "sh1t h4ppens",
    "Die Bäckerei öffnet um sieben Uhr, bis später!",
    "I will find you and I will hurt you",
)
KNOWN = SENTENCES + TRIALS  # texts that the tokenizers cut into few tokens
ORIGINAL = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
UNBIASED = [
    "toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat",
    "sexual_explicit",
]  # fmt: skip
IDENTITIES = 9  # outputs of the unbiased ones that are no labels
RENAMED = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
LOUDNESS = 1.5  # standard deviation of a label's log-odds over the sentences
_FIGURES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 96,
    "max_position_embeddings": 64,
    "initializer_range": 0.05,
}


@dataclass(frozen=True)
class Small:
    """A small checkpoint in `folder`, its variant, and its network as it was saved."""

    variant: Variant
    folder: Path
    labels: tuple[str, ...]
    network: Any

    def expected(self, text: str) -> list[float]:
        """What the network says of one text, computed without any of our code."""
        import torch

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(self.max_length)
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            logits = self.network(input_ids=ids, attention_mask=torch.ones_like(ids))[0]
        values: list[float] = torch.sigmoid(logits)[0, : len(self.labels)].tolist()
        return values

    @property
    def max_length(self) -> int:
        return 62 if "Roberta" in self.variant.architecture else 64


def make(name: str, folder: Path) -> Small:
    """The small counterpart of a published variant, in a folder as an owner would fill it."""
    import torch

    published = VARIANTS[name]
    unbiased = not name.startswith("original")
    classes = UNBIASED if unbiased else ORIGINAL
    outputs = len(classes) + (IDENTITIES if unbiased else 0)
    figures = {k: v for k, v in published.config.items() if k not in _FIGURES} | _FIGURES
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(figures))
    tokenizer = _tokenizer(published.architecture)
    tokenizer.save(str(folder / "tokenizer.json"))
    network = _network(published.architecture, figures, outputs)
    _spread(network, tokenizer)
    base = {"Bert": "bert", "Albert": "albert"}.get(published.architecture[:-29], "roberta")
    state = network.state_dict()
    # as older transformers saved it, and as all published checkpoints have it
    state[f"{base}.embeddings.position_ids"] = torch.arange(64).expand((1, -1))
    arguments = {
        "num_classes": outputs, "model_type": "none-of-any-hub",
        "model_name": published.architecture, "tokenizer_name": "BertTokenizer",
    }  # fmt: skip
    content = {
        "config": {"arch": {"args": arguments}, "dataset": {"args": {"classes": classes}}},
        "state_dict": state,
    }
    variant = save(content, published, folder)
    return Small(variant, folder, tuple(UNBIASED) if unbiased else RENAMED, network)


def save(content: Any, published: Variant, folder: Path) -> Variant:
    """Save a checkpoint under a name with its hash, as they are published; its variant."""
    import torch

    part = folder / "part"
    torch.save(content, part)
    prefix = hashlib.sha256(part.read_bytes()).hexdigest()[:8]
    path = part.rename(folder / f"small-{prefix}.ckpt")
    pin = replace(published.checkpoint, file=path.name, sha256=prefix, size=path.stat().st_size)
    return replace(published, checkpoint=pin)


def _network(architecture: str, figures: Mapping[str, Any], outputs: int) -> Any:
    import torch
    import transformers

    torch.manual_seed(7)
    kind = getattr(transformers, architecture)
    return kind(kind.config_class(**figures, num_labels=outputs)).eval()


def _spread(network: Any, tokenizer: Tokenizer) -> None:
    """Make the sentences' probabilities differ, and lie on both sides of a half.

    In a network without training the first token hardly hears of the others, hence the attention
    is made louder before the last layer is scaled.
    """
    import torch

    with torch.no_grad():
        for name, weight in network.named_parameters():
            if re.search(r"(value|attention\.output\.dense|attention\.dense)\.weight", name):
                weight *= 8
        rows = [network(torch.tensor([tokenizer.encode(text).ids]))[0] for text in SENTENCES]
        deviation, mean = torch.std_mean(torch.cat(rows), 0)
        last = getattr(network.classifier, "out_proj", network.classifier)
        last.weight *= (LOUDNESS / deviation)[:, None]
        last.bias -= mean
        last.bias *= LOUDNESS / deviation


def _tokenizer(architecture: str) -> Tokenizer:
    """Of the architecture's own kind, and with the numbers of its special tokens."""
    if architecture.startswith("Bert"):
        special = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3}
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer: Any = trainers.WordPieceTrainer(vocab_size=600, special_tokens=list(special))
    elif architecture.startswith("Roberta"):
        special = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=600, special_tokens=list(special),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        )  # fmt: skip
    else:
        special = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
        if architecture.startswith("Albert"):
            special = {"<pad>": 0, "<unk>": 1, "[CLS]": 2, "[SEP]": 3}
        # given and not trained: the trainer finds other pieces in every process
        words = sorted({f"\u2581{word}" for text in KNOWN for word in text.split()})
        letters = sorted({letter for word in words for letter in word})
        pieces = [(t, 0.0) for t in special] + [(w, -3.0) for w in words]
        pieces += [(letter, -9.0) for letter in letters]
        tokenizer = Tokenizer(models.Unigram(pieces, special["<unk>"], False))
        tokenizer.normalizer = normalizers.NFKC()
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = None
    if trainer is not None:
        trainer.show_progress = False
        tokenizer.train_from_iterator(KNOWN * 5, trainer)
    first, last = ("<s>", "</s>") if "<s>" in special else ("[CLS]", "[SEP]")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(t, special[t]) for t in (first, last)]
    )
    return tokenizer
