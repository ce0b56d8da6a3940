"""A checkpoint's files: where they are, whether they are the published ones, getting them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ..card import ModelError
from .catalogue import Pin, Variant
from .download import PAUSE_S, Told, download

CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Verified:
    """An open file whose content is the published one, read from its start; its whole hash."""

    file: BinaryIO
    sha256: str


def missing(variant: Variant, folder: Path) -> list[Pin]:
    """What `load` would not find in `folder`."""
    return [
        pin for pin in (variant.checkpoint, variant.tokenizer) if not (folder / pin.file).is_file()
    ]


async def obtain(
    variant: Variant, folder: Path, *, told: Told | None = None, pause: float = PAUSE_S
) -> None:
    """Fetch what is missing in `folder`. Raises ModelError; see `download`."""
    for pin in missing(variant, folder):
        await download(pin, folder, told=told, pause=pause)


def require(variant: Variant, folder: Path) -> None:
    """Raises ModelError when something is missing in `folder`."""
    if lacking := missing(variant, folder):
        names = " and ".join(pin.file for pin in lacking)
        raise ModelError(
            f"{folder} does not hold {names}: put {'it' if len(lacking) == 1 else 'them'} there, "
            f"from {' and '.join(pin.url for pin in lacking)}."
        )


@contextmanager
def verified(path: Path, pin: Pin) -> Iterator[Verified]:
    """The checkpoint, opened once, checked, and handed out still open.

    The same open file is checked and read, so that nothing can be put in its place in between.
    Raises ModelError when it is not the published one.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if pin.size not in (None, size):
                raise ModelError(
                    f"{path} is not the published checkpoint: it has {size} bytes instead of "
                    f"{pin.size}; delete it and fetch it again."
                )
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if not found.startswith(pin.sha256):
                raise ModelError(
                    f"{path} is not the published checkpoint: its SHA-256 begins with "
                    f"{found[: len(pin.sha256)]} instead of {pin.sha256}; delete it and fetch it "
                    "again."
                )
            file.seek(0)
            yield Verified(file, found)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}).") from error


def config_of(variant: Variant, folder: Path) -> Mapping[str, Any]:
    """The architecture's figures: of a config.json beside the checkpoint, else the published."""
    path = folder / CONFIG
    if not path.exists():
        return variant.config
    try:
        config = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} cannot be read as JSON: put the base model's own there."
        ) from error
    if not isinstance(config, dict):
        raise ModelError(f"{path} is not a model's configuration: put the base model's own there.")
    return config
