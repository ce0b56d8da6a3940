"""What the secret of a poll makes: the voter's key in the ballot box, and receipts."""

from __future__ import annotations

import hmac
import unicodedata

from ..model import Marks, Secrecy, trimmed
from .chain import canonical

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12  # symbols of 5 bits
GROUP = 4
LEAST = 32  # bytes of a secret; a shorter one could be guessed
_TYPED = 64  # characters of a receipt with all that may stand between; anything longer is none
_MEANT = str.maketrans("OIL", "011")
_MINUS = "\N{MINUS SIGN}"  # looks like a dash, but is a sign of mathematics to Unicode


class Key:
    """The secret of one poll, which is kept apart from the ballots and destroyed at closing.

    Everything it makes is HMAC-SHA256 (RFC 2104; FIPS 180-4): without the secret nothing can be
    made, checked or turned back, and the words in front keep the three uses apart. ValueError for
    a secret of less than 32 bytes. For a poll whose secret is lost, a Key of random bytes makes
    receipts that nobody holds.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) < LEAST:
            raise ValueError(f"the secret of a poll has at least {LEAST} bytes")
        self._secret = secret

    @property
    def check(self) -> bytes:
        """8 bytes that tell whether a secret is the poll's, and nothing about it."""
        return self._digest(b"check")[:8]

    def voter(self, member_id: int, secrecy: Secrecy) -> bytes:
        """Whose ballot it is: the member id as 8 bytes, big endian; in an anonymous poll 16 bytes
        that say nothing to whoever has not got the secret."""
        member = member_id.to_bytes(8, "big")
        return self._digest(b"voter", member)[:16] if secrecy == "anonymous" else member

    def receipt(self, voter: bytes, marks: Marks) -> str:
        """What the voter gets for a ballot: "K7QF-2M9D-XR4T".

        60 bits in base 32 (D. Crockford, crockford.com/base32.html). The same voter has the same
        receipt for the same marks, and another one for others; options added since change
        nothing. Two of 100,000 ballots share one with a probability of 1 in 230 million.
        """
        digest = self._digest(b"receipt", voter, canonical(trimmed(marks)))
        number = int.from_bytes(digest[:8], "big") >> 4
        return _grouped("".join(ALPHABET[number >> 5 * i & 31] for i in range(LENGTH))[::-1])

    def _digest(self, use: bytes, *parts: bytes) -> bytes:
        # with its length before it, each part has one place in the message
        message = b"".join(len(part).to_bytes(4, "big") + part for part in (use, *parts))
        return hmac.digest(self._secret, message, "sha256")


def tidy(receipt: str) -> str | None:
    """What somebody typed as a receipt is written; None when it cannot be one.

    As Crockford has it: small letters will do, O is 0, I and L are 1, dashes (and spaces) mean
    nothing, and U is no symbol.
    """
    if len(receipt) > _TYPED:
        return None
    symbols = "".join(filter(_says_something, unicodedata.normalize("NFKC", receipt)))
    plain = symbols.upper().translate(_MEANT)
    if len(plain) != LENGTH or not symbols.isascii() or not set(plain) <= set(ALPHABET):
        return None
    return _grouped(plain)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def _says_something(character: str) -> bool:
    """Whether it is neither a space, a dash, nor invisible."""
    kind = unicodedata.category(character)
    return kind[0] not in "ZC" and kind != "Pd" and character != _MINUS
