"""Finds personal data in a text: addresses, telephone numbers, accounts, payment cards. Pure.

Patterns of our own. What they find is read by a person, so they only have to be good. For telephone
numbers there is a fine library (phonenumbers), but it needs the country that a national number
belongs to, which a community does not say, and is larger than the rest of this cog many times over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["email", "phone", "iban", "card"]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
# in one piece, or in groups of four; what follows in capitals is left off below
_IBAN = re.compile(
    r"(?<![^\W_])[A-Z]{2}\d{2}"
    r"(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![^\W_])"
)
_CARD = re.compile(r"(?<![\d.,-])(?<!\d )[2-6](?:[ -]?\d){12,18}(?![ -]?\d)")
_DATE_OR_TIME = re.compile(
    r"(?<![\d.])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}[:.]\d{2})(?![.\d])"
)
_PHONE = re.compile(
    r"""(?<![\w.,/-])(?<!\d\ )(?:
        (?:\+|00)[1-9]\d?[\d ()/.-]{5,}\d       # with the country: +49 171 2345678
        | \(?0[1-9][\d ()/-]{6,}\d              # from within it: 0171 2345678, (030) 123456
        | 0\d(?:\.\d{2}){4}                     # 06.12.34.56.78
        | \(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}  # (555) 123-4567
    )(?![\w])""",
    re.VERBOSE,
)
_DIGITS_OF_A_PHONE = range(9, 16)


def personal(text: str) -> list[Kind]:
    """The kinds of personal data that a text holds, each once."""
    found: list[Kind] = []
    if _EMAIL.search(text):
        found.append("email")
        text = _EMAIL.sub("§", text)
    for kind, pattern, holds in (("iban", _IBAN, _is_iban), ("card", _CARD, _is_card)):
        for match in list(pattern.finditer(text)):
            if holds(match[0]):
                found.append(kind)  # type: ignore[arg-type]
                text = text.replace(match[0], "§")
    if any(True for _ in _phones(_DATE_OR_TIME.sub("§", text))):
        found.append("phone")
    return list(dict.fromkeys(found))


def _phones(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        if sum(char.isdigit() for char in match[0]) in _DIGITS_OF_A_PHONE:
            yield match[0]


def _is_iban(text: str) -> bool:
    """Whether the check digits fit (ISO 7064, mod 97-10), also of less than all groups."""
    groups = text.split(" ")
    least = 4 if len(groups) > 1 else 1  # the shortest has 15 characters
    return any(_checks("".join(groups[:count])) for count in range(len(groups), least - 1, -1))


def _checks(iban: str) -> bool:
    moved = iban[4:] + iban[:4]
    return len(iban) >= 15 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _is_card(text: str) -> bool:
    """Whether the check digit fits (Luhn, ISO/IEC 7812)."""
    digits = [int(char) for char in reversed(text) if char.isdigit()]
    return (
        sum(d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(digits)) % 10 == 0
    )
