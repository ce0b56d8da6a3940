"""The network: a small BERT encoder, mean pooling, one linear output a label."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from .corpus.data import LABELS

DIMENSIONS = 384
DROPOUT = 0.1


class Classifier(nn.Module):
    """Token ids and mask (batch x sequence) in, logits (batch x labels) out."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(DROPOUT)
        self.heads = nn.Linear(DIMENSIONS, len(LABELS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state.float()
        mask = attention_mask.unsqueeze(-1).float()
        pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1.0)
        logits: Tensor = self.heads(self.drop(pooled))
        return logits

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the first `layers` layers as they are."""
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:layers]):
            for parameter in part.parameters():
                parameter.requires_grad_(False)


def pretrained(folder: Path) -> Classifier:
    """all-MiniLM-L6-v2 from a folder with config.json and model.safetensors, with new heads."""
    config = BertConfig.from_pretrained(folder)
    return Classifier(
        BertModel.from_pretrained(
            folder, config=config, add_pooling_layer=False, attn_implementation="eager"
        )
    )


def restored(folder: Path, checkpoint: Path) -> Classifier:
    """The same network with the weights of a checkpoint that `train` has written."""
    config = BertConfig.from_pretrained(folder, attn_implementation="eager")
    model = Classifier(BertModel(config, add_pooling_layer=False))
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    return model.eval()
