"""Typed options of a command, declared in its signature.

>>> @command("poll", T("Ask the community"))
... async def poll(
...     self,
...     ctx: Context,
...     question: Annotated[str, Opt(T("What do you want to know?"), max=200)],
...     options: Annotated[Items, Opt(T("Answers, separated by ;"))],
...     closes: Annotated[When | None, Opt(T("When it ends: friday 18:00, in 2h"))] = None,
... ) -> None: ...

Supported types: str, int, float, bool, Member, Channel, Literal["a", "b"] (choices), and the three
below. A default makes an option optional.
"""

from __future__ import annotations

from dataclasses import dataclass

from .text import T, Text


@dataclass(frozen=True, slots=True)
class Opt:
    """What a person sees about one option, and its bounds.

    `min` and `max` bound the length of text, the value of numbers, or the count of `Items`.
    `complete` names a method of the cog, `async (ctx, typed: str) -> Sequence[str]`, that offers
    up to 25 values while the person types. `choices` translates the values of a Literal.
    """

    description: T
    min: int | None = None
    max: int | None = None
    complete: str | None = None
    choices: tuple[tuple[str, Text], ...] = ()


class When(int):
    """A point in time, UTC milliseconds, typed in natural words in the community's zone.

    "friday 18:00", "in 2h", "tomorrow", "morgen um 9 Uhr". Always in the future. Cogs echo it
    back with `Moment` so that a misreading is seen at once.
    """


class Duration(int):
    """A length of time in seconds, typed as "10m", "2h", "3 days"."""


class Items(tuple[str, ...]):
    """Several texts in one option, separated by `;`, `|` or line breaks (else by commas)."""

    __slots__ = ()
