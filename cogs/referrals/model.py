"""What a code is, and who may use one; no I/O."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Literal

from bot.api.errors import UserError
from bot.api.text import T, code

DAY_MS = 86_400_000
# without what is misread for another: 0 and O, 1, I and L
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
WRONG_A_DAY = 5
MAX_LABEL = 60
_OWN_CODE = re.compile(r"[A-Z0-9]{3,20}")

Kind = Literal["friend", "campaign", "purchase"]


@dataclass(frozen=True, slots=True)
class Code:
    """A code; the columns of its table."""

    id: int
    community_id: int
    code: str
    kind: Kind
    label: str
    member_id: int | None
    most: int | None
    shown: bool
    created_at: int
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody used a code."""

    code_id: int
    member_id: int
    community_id: int
    at: int
    agreed: bool | None


def fresh() -> str:
    """A new code that nobody guesses: one of some 887 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def plain(typed: str) -> str:
    """A code as it is kept: in capitals, without spaces and hyphens."""
    return re.sub(r"[\s\-_]", "", typed).upper()


def checked_code(typed: str) -> str:
    """An owner's own code; UserError when it could be mistaken."""
    word = plain(typed)
    if not _OWN_CODE.fullmatch(word):
        raise UserError(
            T(
                "A code has 3 to 20 letters and digits, like {example}.",
                example=code("SPRING26"),
            )
        )
    return word


def checked_label(text: str) -> str:
    """What a code stands for."""
    # a condition puts it between quotation marks
    label = " ".join(re.sub(r'["“”„«»]', "'", text).split())
    if not 1 <= len(label) <= MAX_LABEL:
        raise UserError(T("Please say in 1 to {n} characters what it stands for.", n=MAX_LABEL))
    return label


def check_friend(found: Code, member_id: int, came_at: int | None, now: int, days: int) -> None:
    """UserError when somebody cannot say that they were brought by this code's member."""
    if found.member_id == member_id:
        raise UserError(T("That is your own code. Give it to somebody who is not here yet."))
    if came_at is None or now - came_at > days * DAY_MS:
        raise UserError(
            T("Who brought you can be said in the first {days} days after joining.", days=days)
        )
