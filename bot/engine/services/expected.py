"""What a setting takes, in words."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from bot.api.text import N, T, Text, joined


def expected(field: FieldInfo) -> Text:
    """The values that a setting takes: "on or off", "one of ...", "a number from 1 to 20"."""
    kind = field.annotation
    if get_origin(kind) is Literal:
        return T("one of {values}", values=joined([str(value) for value in get_args(kind)]))
    if kind is bool:
        return T("on or off")
    low, high = _bound(field, "ge", "gt"), _bound(field, "le", "lt")
    if kind in (int, float):
        whole = kind is int
        if low is not None and high is not None:
            return (
                T("a whole number from {low} to {high}", low=str(low), high=str(high))
                if whole
                else T("a number from {low} to {high}", low=str(low), high=str(high))
            )
        return T("a whole number") if whole else T("a number")
    longest = _bound(field, "max_length")
    if kind is str and longest is not None:
        return N("a text of at most {n} character", "a text of at most {n} characters", longest)
    return T("a value like the default")


def _bound(field: FieldInfo, *names: str) -> Any:
    for rule in field.metadata:
        for name in names:
            if (value := getattr(rule, name, None)) is not None:
                return value
    return None
