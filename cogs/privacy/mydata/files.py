"""All about one person as files: JSON for programs, and an archive where that is too large."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import orjson

MOST = 7 * 2**20  # what goes as it is: Discord takes 10 MB


def packed(files: Mapping[str, bytes]) -> bytes:
    """Several files as one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_json(data: Mapping[str, Any]) -> bytes:
    """Indented, with the keys in their order."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
