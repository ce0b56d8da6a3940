"""What was before, in words: the author's history, the ladder, similar cases."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import N, T, Text, joined

from ..alerts.model import History, Outcome, Similar
from .wording import View


def lines_of(view: View) -> list[Text]:
    """Everything that is known from before, each in one line."""
    found: list[Text] = []
    if view.history is not None and view.author is not None:
        found.append(history(view.history))
    if view.suggestion is not None:
        found.append(view.suggestion)
    if view.similar is not None:
        found.append(similar(view.similar))
    return found


def history(known: History) -> Text:
    """Warnings, decisions and reports: "Before: 2 warnings · reported once".

    What they reported themselves is sealed: whom they reported may be reading this.
    """
    parts: list[Text] = []
    if known.warnings:
        parts.append(N("{n} warning", "{n} warnings", known.warnings))
    if known.acted:
        parts.append(N("acted on {n} time", "acted on {n} times", known.acted))
    if known.between:
        parts.append(N("{n} alert between the two", "{n} alerts between the two", known.between))
    if known.against:
        parts.append(N("reported {n} time", "reported {n} times", known.against))
    if known.by:
        parts.append(
            N("{n} report of theirs not borne out", "{n} reports of theirs not borne out", known.by)
        )
    if not parts:
        return T("Before: no warnings, no reports.")
    return T("Before: {history}", history=joined(parts, " · "))


def similar(cases: Similar) -> Text:
    """What most cases like this one came to."""
    n, total = cases.n, cases.total
    said: Mapping[Outcome, Text] = {
        "dismissed": T("Similar cases: {n} of {total} were dismissed.", n=n, total=total),
        "talked": T("Similar cases: {n} of {total} ended with a talk.", n=n, total=total),
        "deleted": T("Similar cases: {n} of {total} ended with deletion.", n=n, total=total),
        "warned": T("Similar cases: {n} of {total} ended with a warning.", n=n, total=total),
        "timed_out": T("Similar cases: {n} of {total} ended with a time-out.", n=n, total=total),
        "banned": T("Similar cases: {n} of {total} ended with a ban.", n=n, total=total),
    }
    return said[cases.outcome]
