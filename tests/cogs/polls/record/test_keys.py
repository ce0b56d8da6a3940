"""Receipts and keys of voters."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.polls.model import Marks
from cogs.polls.record import Key, tidy
from tests.cogs.polls.methods.elections import relaxed

SECRET = bytes(range(32))
KEY = Key(SECRET)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

receipts = st.text(CROCKFORD, min_size=12, max_size=12).map(
    lambda symbols: f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"
)
ballots = st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple).filter(any)


def expected(use: bytes, *parts: bytes) -> bytes:
    """HMAC as RFC 2104 writes it out."""
    message = b"".join(len(part).to_bytes(4, "big") + part for part in (use, *parts))
    block = SECRET.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def test_a_receipt_is_the_first_sixty_bits() -> None:
    voter = KEY.voter(77, "anonymous")
    digest = expected(b"receipt", voter, b"[0,2,1]")
    bits = f"{int.from_bytes(digest, 'big'):0256b}"[:60]
    symbols = "".join(CROCKFORD[int(bits[i : i + 5], 2)] for i in range(0, 60, 5))
    assert KEY.receipt(voter, (0, 2, 1)).replace("-", "") == symbols


def test_receipts_stay_what_they_are() -> None:
    """People hold them: another way to make them needs another version of the file."""
    assert KEY.receipt(KEY.voter(1, "anonymous"), (1, 1)) == "N92D-GTDW-5VG8"
    assert KEY.voter(1, "anonymous") == expected(b"voter", (1).to_bytes(8, "big"))[:16]
    assert KEY.check == expected(b"check")[:8]


def test_named_ballots_are_kept_by_the_member() -> None:
    for secrecy in ("open", "private"):
        assert KEY.voter(2**63 - 1, secrecy) == bytes.fromhex("7fffffffffffffff")


def test_a_key_says_nothing_about_its_secret() -> None:
    assert SECRET.hex() not in repr(KEY) + str(vars(Key))
    assert not hasattr(KEY, "__dict__")
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Key(SECRET[:31])


@relaxed
@given(st.integers(1, 2**63 - 1), ballots, st.integers(1, 2**63 - 1), ballots)
def test_a_receipt_belongs_to_one_voter_and_one_ballot(
    member: int, marks: Marks, other: int, others: Marks
) -> None:
    mine = KEY.receipt(KEY.voter(member, "anonymous"), marks)
    assert mine == KEY.receipt(KEY.voter(member, "anonymous"), (*marks, 0, 0))
    assert tidy(mine) == mine
    if (member, (*marks, 0, 0, 0)[:4]) != (other, (*others, 0, 0, 0)[:4]):
        assert mine != KEY.receipt(KEY.voter(other, "anonymous"), others)
    assert mine != Key(SECRET[::-1]).receipt(KEY.voter(member, "anonymous"), marks)


@relaxed
@given(receipts, st.randoms(use_true_random=False))
def test_typed_as_people_type(receipt: str, chance: object) -> None:
    pick = chance.choice  # type: ignore[attr-defined]
    alike = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        pick(["", " ", "-", "–", "\N{MINUS SIGN}", "\u00a0", "\u200b", "\n"])
        + pick(alike.get(symbol, symbol + symbol.lower()))
        for symbol in receipt.replace("-", "")
    )
    assert tidy(typed) == receipt


@pytest.mark.parametrize(
    "typed",
    [
        "", "K7QF-2M9D-XR4", "K7QF-2M9D-XR4T4", "K7QF-2M9D-XR4U", "K7QF-2M9D-XR4Ä",
        "K7QF_2M9D_XR4T", "K7QF-2M9D-XR4T" + " " * 60, "ß" * 6, "ß" * 12, "٣" * 12,
    ],
)  # fmt: skip
def test_what_is_no_receipt(typed: str) -> None:
    assert tidy(typed) is None


def test_wide_letters_are_letters() -> None:
    assert tidy("Ｋ７ＱＦ２Ｍ９ＤＸＲ４Ｔ") == "K7QF-2M9D-XR4T"


def test_a_lost_secret_leaves_receipts_that_nobody_holds() -> None:
    lost, voter = Key(hmac.digest(SECRET, b"other", "sha256")), KEY.voter(1, "private")
    assert lost.check != KEY.check
    assert lost.receipt(voter, (1,)) != KEY.receipt(voter, (1,))
