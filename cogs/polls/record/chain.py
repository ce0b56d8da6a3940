"""Canonical JSON, and the chain of hashes over a poll and its ballots."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from ..model import Marks

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical(data: object) -> bytes:
    """The one way to write data: JSON in UTF-8, keys sorted, no spaces.

    Of whole numbers, text and ASCII keys, which is all that a record has, this is the JSON
    Canonicalization Scheme (RFC 8785): text stays as it is, unnormalised, and only quotation
    marks, backslashes and control characters are escaped. ValueError for half a surrogate pair,
    which is no text.
    """
    return _ENCODER.encode(data).encode()


def fingerprint(header: Mapping[str, object], ballots: Iterable[tuple[str, Marks]]) -> str:
    """The last link of the chain, in hex: everything before it decides it.

    h[0] is SHA-256 (FIPS 180-4) of the canonical header, h[i] that of h[i-1] (32 bytes) followed
    by the i-th ballot as canonical ["receipt",[marks]].
    """
    link = sha256(canonical(header)).digest()
    for ballot in ballots:
        link = sha256(link + canonical(ballot)).digest()
    return link.hex()
