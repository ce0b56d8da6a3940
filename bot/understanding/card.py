"""A model's card (TOML) and its files, which are used only when their SHA-256 is the card's."""

import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.api.services import Score

DEFAULT_CARD = Path(__file__).parent / "models" / "toxicity.toml"


class ModelError(Exception):
    """The model cannot be used; the text says why and what to do, in one sentence."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(_Strict):
    """One file beside the card."""

    file: str = Field(pattern=r"^[\w.-]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Label(_Strict):
    """One output of the network."""

    name: str
    threshold: float = Field(gt=0, lt=1)


class Card(_Strict):
    """What there is to know about one model."""

    name: str
    licence: str
    source: str
    max_length: int = Field(gt=2, le=512)
    model: Weights
    tokenizer: Weights
    labels: tuple[Label, ...] = Field(min_length=1)

    @property
    def id(self) -> str:
        """name@hash8: what the audit log says of where a score came from."""
        return f"{self.name}@{self.model.sha256[:8]}"

    def score(self, probabilities: Sequence[float]) -> Score:
        """The network's outputs under their names, with the labels at or over their threshold."""
        by_label = dict(zip((label.name for label in self.labels), probabilities, strict=True))
        over = [label.name for label in self.labels if by_label[label.name] >= label.threshold]
        over.sort(key=lambda name: -by_label[name])
        return Score(labels=by_label, flagged=tuple(over), model=self.id)


def read_card(path: Path) -> Card:
    """The card at `path`. Raises ModelError when it is missing or wrong."""
    try:
        return Card.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ModelError(
            f"The model card {path.name} cannot be read ({error.strerror}): "
            f"install Townhall again or put it back into {path.parent}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ModelError(
            f"The model card {path.name} is damaged: install Townhall again."
        ) from error


def read_weights(folder: Path, weights: Weights) -> bytes:
    """The checked bytes of a model file. Raises ModelError when missing or altered."""
    try:
        content = (folder / weights.file).read_bytes()
    except OSError as error:
        raise ModelError(
            f"The model file {weights.file} cannot be read ({error.strerror}): "
            f"install Townhall again or put it back into {folder}."
        ) from error
    if hashlib.sha256(content).hexdigest() != weights.sha256:
        raise ModelError(
            f"The model file {weights.file} is damaged (its SHA-256 is not the card's): "
            "install Townhall again."
        )
    return content
