"""`token_file` in the settings file: the token stands in a file of its own, beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def read(
    raw: Mapping[str, Any], folder: Path, where: Callable[[tuple[str, ...]], str]
) -> tuple[dict[str, Any], list[str]]:
    """The values with what the files of `token_file` hold as `token`, and what is wrong with the
    files. A `token`, from wherever, counts more than a file."""
    platforms = raw.get("platforms")
    if not isinstance(platforms, Mapping):
        return dict(raw), []
    read: dict[str, Any] = {}
    problems = []
    for name, part in platforms.items():
        read[name] = part
        if not isinstance(part, Mapping) or part.get("token"):
            continue
        named = part.get("token_file")
        if not isinstance(named, str) or not named.strip():
            continue
        try:
            text = (folder / named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            at = where(("platforms", name, "token_file"))
            problems.append(f"{at}: the file {named} cannot be read: {reason}")
        else:
            read[name] = {**part, "token": text}
    return {**raw, "platforms": read}, problems
