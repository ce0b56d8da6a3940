"""A model's card (TOML) and its files, which are used only when their SHA-256 is the card's."""

import hashlib
import tomllib
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from bot.api.understanding import Score

DEFAULT_CARD = Path(__file__).parent / "models" / "toxicity.toml"

Probability = Annotated[float, Field(ge=0, le=1)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Point = tuple[Annotated[float, Field(allow_inf_nan=False)], Probability]


class ModelError(Exception):
    """The model cannot be used; the text says why and what to do, in one sentence."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(_Strict):
    """One file beside the card."""

    file: str = Field(pattern=r"^[\w.-]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Label(_Strict):
    """One output of the network.

    Without a `threshold` it informs and never flags. `calibration` are (log-odds, probability)
    points of a rising curve, straight between them and level beyond the ends; without it the
    network's own probability is taken at its word.
    """

    name: str = Field(min_length=1)
    threshold: float | None = Field(None, gt=0, lt=1)
    calibration: tuple[Point, ...] | None = Field(None, min_length=2)

    @field_validator("calibration")
    @classmethod
    def _rising(cls, points: tuple[Point, ...] | None) -> tuple[Point, ...] | None:
        for (x, y), (next_x, next_y) in pairwise(points or ()):
            if next_x <= x or next_y < y:
                raise ValueError(f"the curve must rise, and does not after [{x:g}, {y:g}]")
        return points


class Inputs(_Strict):
    """What the network calls its inputs; those that it does not have are not given."""

    ids: str = "input_ids"
    mask: str = "attention_mask"
    types: str = "token_type_ids"


class Card(_Strict):
    """What there is to know about one model: a text classifier in ONNX and its tokenizer.

    The network takes token ids (batch x sequence) and gives one number a label (batch x labels):
    `activation` says how these become probabilities. `normalise` is for models that were trained
    on text as `bot.understanding.normalise` makes it. `labels` are in the order of the outputs.
    `languages` are the ISO 639-1 codes of those it reads; none stands for any.
    """

    name: str = Field(min_length=1)
    licence: str
    source: str
    max_length: int = Field(gt=2, le=512)
    languages: tuple[Language, ...] = ()
    normalise: bool = True
    activation: Literal["sigmoid", "softmax"] = "sigmoid"
    pad_id: int = Field(0, ge=0)
    inputs: Inputs = Inputs()
    output: str = "logits"
    model: Weights
    tokenizer: Weights
    labels: tuple[Label, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_differ(self) -> "Card":
        if len({label.name for label in self.labels}) < len(self.labels):
            raise ValueError("two labels have the same name")
        return self

    @cached_property
    def id(self) -> str:
        """name@hash8: what the audit log says of where a score came from."""
        return f"{self.name}@{self.model.sha256[:8]}"

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """The labels that may flag, with their thresholds."""
        return {label.name: label.threshold for label in self.labels if label.threshold is not None}

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)

    def score(self, probabilities: Sequence[float]) -> Score:
        """The network's outputs under their names, with the labels at or over their threshold."""
        by_label = dict(zip(self._names, probabilities, strict=True))
        over = [name for name, least in self.thresholds.items() if by_label[name] >= least]
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
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise _wrong(path, f"{where}: {first['msg']}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, str(error)) from error


def _wrong(path: Path, what: str) -> ModelError:
    return ModelError(
        f"The model card {path.name} is wrong ({what}): "
        "correct it, or install Townhall again if it came with it."
    )


def read_weights(folder: Path, weights: Weights) -> bytes:
    """The checked bytes of a model file. Raises ModelError when missing or altered."""
    try:
        content = (folder / weights.file).read_bytes()
    except OSError as error:
        raise ModelError(
            f"The model file {weights.file} cannot be read ({error.strerror}): "
            f"install Townhall again or put it back into {folder}."
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != weights.sha256:
        raise ModelError(
            f"The model file {weights.file} is damaged (its SHA-256 is {digest}, not the card's): "
            "install Townhall again, or correct the card if the file is yours and right."
        )
    return content
