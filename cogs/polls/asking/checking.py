"""What may be posted, and how a draft changes on the way there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, get_args

from bot.api.errors import UserError
from bot.api.text import T

from ..config import PollsConfig
from ..methods import METHODS, method
from ..model import DAY_MS, Draft, Poll, Rules, Secrecy, Voters, checked_question
from .typed import dated

HOUR_MS = 3_600_000
Choice = TypeVar("Choice")


def ready(draft: Draft, config: PollsConfig, now: int) -> Draft:
    """The draft as it is posted; UserError says what is missing or wrong."""
    kind = method(draft.rules.kind)
    checked = replace(
        draft,
        question=checked_question(draft.question),
        # what was typed for another kind stays in the draft, but is not asked
        options=kind.options(() if kind.fixed else draft.options, config.max_options),
        rules=replace(draft.rules, add_options=draft.rules.add_options and not kind.fixed),
    )
    if checked.deadline(now) > now + config.longest_days * DAY_MS:
        raise UserError(
            T(
                "A poll can stay open for at most {days} days; please choose an earlier end.",
                days=config.longest_days,
            )
        )
    return checked


def without_given(draft: Draft, config: PollsConfig) -> None:
    """UserError for answers, or for adding answers, where they are given by the kind."""
    kind = method(draft.rules.kind)
    if not kind.fixed:
        return
    kind.options(draft.options, config.max_options)
    if draft.rules.add_options:
        raise UserError(
            T("The answers of this kind of poll are given, so nobody can add any; leave that out.")
        )


def with_days(draft: Draft, read: Callable[[str], int], zone: str) -> Draft:
    """The answers are dates: each with the day that is meant."""
    return replace(draft, options=dated(draft.options, read, zone))


def empty(config: PollsConfig) -> Draft:
    """A draft that nothing is written on."""
    return Draft(lasts=config.default_hours * HOUR_MS)


def again(poll: Poll) -> Draft:
    """A draft of a poll that was asked before."""
    return Draft(
        poll.question,
        poll.options,
        poll.rules,
        lasts=max(poll.closes_at - poll.created_at, 1),
        audience=poll.audience,
    )


def timeless(draft: Draft, now: int) -> Draft:
    """The draft to be used later and more than once: open for so long, not until a moment."""
    return replace(draft, closes_at=None, lasts=draft.deadline(now) - now)


# ---- the rules that buttons turn


def _after(choices: Sequence[Choice], now: Choice) -> Choice:
    return choices[(choices.index(now) + 1) % len(choices)]


TURNS: Mapping[str, Callable[[Rules], Rules]] = {
    "kind": lambda rules: replace(rules, kind=_after(tuple(METHODS), rules.kind)),
    "secrecy": lambda rules: replace(rules, secrecy=_after(get_args(Secrecy), rules.secrecy)),
    "hidden": lambda rules: replace(rules, hidden=not rules.hidden),
    "voters": lambda rules: replace(rules, voters=_after(get_args(Voters), rules.voters)),
    "add": lambda rules: replace(rules, add_options=not rules.add_options),
    "remind": lambda rules: replace(rules, remind=not rules.remind),
}
"""What a press on each of those buttons makes of the rules."""
