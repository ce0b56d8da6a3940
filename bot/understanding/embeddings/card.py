"""The embedder's card (TOML): what there is to know about it."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..card import ModelError, Weights

EMBEDDER_CARD = Path(__file__).parent.parent / "models" / "embedder.toml"

Kind = Literal["query", "passage"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Prefixes(_Strict):
    """What the model was trained to see before each kind of text."""

    query: str
    passage: str


class EmbedderCard(_Strict):
    """What there is to know about one embedder."""

    name: str
    licence: str
    source: str
    max_length: int = Field(gt=2, le=512)
    dimension: int = Field(gt=0, le=4096)
    languages: tuple[str, ...] = Field(min_length=1)
    prefixes: Prefixes
    model: Weights
    tokenizer: Weights

    @property
    def id(self) -> str:
        """name@hash8: vectors of another id are of another space."""
        return f"{self.name}@{self.model.sha256[:8]}"

    def prefixed(self, text: str, kind: Kind) -> str:
        """The text as the model wants it."""
        return (self.prefixes.query if kind == "query" else self.prefixes.passage) + text


def read_embedder_card(path: Path) -> EmbedderCard:
    """The card at `path`. Raises ModelError when it is missing or wrong."""
    try:
        return EmbedderCard.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ModelError(
            f"The model card {path.name} cannot be read ({error.strerror}): "
            f"install Townhall again or put it back into {path.parent}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ModelError(
            f"The model card {path.name} is damaged: install Townhall again."
        ) from error
