"""Methods: one small class for each kind of poll, with its ballot, its count and its words.

Everything here is pure and exact: counts are whole numbers or fractions. `base.Method` says what
a kind has to offer; `count` what counting gives, and how lots are drawn.
"""

from __future__ import annotations

from ..model import Kind
from .base import Method
from .choice import Multiple, Single, YesNo
from .count import Ballots, Count, Round, drawn
from .dates import Dates
from .dots import Dots
from .ranked import Ranked
from .rating import Rating

__all__ = ["METHODS", "Ballots", "Count", "Method", "Round", "drawn", "method"]

METHODS: dict[Kind, Method] = {
    made.kind: made for made in (Single(), Multiple(), YesNo(), Rating(), Ranked(), Dots(), Dates())
}


def method(kind: Kind) -> Method:
    """The method of that kind."""
    return METHODS[kind]
