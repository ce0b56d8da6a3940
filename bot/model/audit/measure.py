"""From a model's answers to the figures of every term and kind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.understanding.card import Card, ModelError

from ..score import WINDOW, answers
from .metrics import POWER, Figures, Judged, Numbers, Truths, figures, power_mean
from .templates import NEUTRAL, Template, Term

if TYPE_CHECKING:
    from bot.understanding.network import Network

_SMALLEST = 1e-6  # the bot keeps six digits of a probability


@dataclass(frozen=True)
class Flagged:
    """The share of one kind of sentence that is flagged, about a named identity and about none."""

    kind: str
    abusive: bool
    named: float
    neutral: float


@dataclass(frozen=True)
class Audit:
    """What was measured about a model: figures by kind and by term, and of the background.

    `harmless` and `abusive` count the templates.
    """

    model: str
    thresholds: dict[str, float]
    harmless: int
    abusive: int
    background: Figures
    kinds: dict[str, Figures]
    terms: dict[Term, Figures]
    sentences: list[Flagged]

    def overall(self) -> dict[str, float]:
        """The power mean over the terms of each area; for false positives, of what is left."""
        found = list(self.terms.values())
        return {
            "subgroup_auc": power_mean([one.subgroup_auc for one in found]),
            "bpsn_auc": power_mean([one.bpsn_auc for one in found]),
            "bnsp_auc": power_mean([one.bnsp_auc for one in found]),
            "false_positive_rate": 1 - power_mean([1 - one.false_positive_rate for one in found]),
        }

    def worst(self) -> list[Term]:
        """The terms, the lowest of the three areas first."""
        return sorted(self.terms, key=lambda term: self.terms[term].worst_auc)

    def as_json(self) -> dict[str, Any]:
        """One object, with every figure of every term."""
        terms = {t.name: {"kind": t.kind} | _facts(self.terms[t]) for t in self.terms}
        return {
            "model": self.model,
            "thresholds": self.thresholds,
            "templates": {"harmless": self.harmless, "abusive": self.abusive},
            "power": POWER,
            "overall": _rounded(self.overall()),
            "background": _facts(self.background),
            "kinds": {kind: _facts(found) for kind, found in self.kinds.items()},
            "terms": terms,
            "sentences": {
                one.kind: {"abusive": one.abusive}
                | _rounded({"named": one.named, "neutral": one.neutral})
                for one in self.sentences
            },
        }


def audit(
    card: Card, network: Network, terms: Sequence[Term], templates: Sequence[Template]
) -> Audit:
    """Score every term in every template. Raises ModelError, also when no label ever flags."""
    thresholds = {
        label.name: label.threshold for label in card.labels if label.threshold is not None
    }
    if not thresholds:
        raise ModelError(
            f"No label of {card.name} has a threshold, so it never flags: give one in its card."
        )
    texts = [term.fill(template.text) for term in terms for template in templates]
    rows = list(_answered(card, network, texts))
    shape = (len(terms), len(templates))
    scores = np.array([_margin(row, thresholds) for row in rows]).reshape(shape)
    flags = np.array([bool(row["flag"]) for row in rows]).reshape(shape)
    return _audit(card, thresholds, terms, templates, scores, flags)


def _audit(
    card: Card,
    thresholds: dict[str, float],
    terms: Sequence[Term],
    templates: Sequence[Template],
    scores: Numbers,
    flags: Truths,
) -> Audit:
    """Scores and flags are terms x templates."""
    abusive = np.array([template.abusive for template in templates])
    neutral = np.array([term.kind == NEUTRAL for term in terms])

    def judged(rows: Truths) -> Judged:
        return Judged(scores[rows].ravel(), flags[rows].ravel(), np.tile(abusive, rows.sum()))

    background = judged(neutral)

    def of(rows: Sequence[bool]) -> Figures:
        return figures(judged(np.array(rows)), background)

    named = [term for term in terms if term.kind != NEUTRAL]
    return Audit(
        model=card.id,
        thresholds=thresholds,
        harmless=int((~abusive).sum()),
        abusive=int(abusive.sum()),
        background=figures(background, background),
        kinds={k: of([t.kind == k for t in terms]) for k in dict.fromkeys(t.kind for t in named)},
        terms={term: of([t is term for t in terms]) for term in named},
        sentences=list(_flagged(templates, flags, neutral)),
    )


def _flagged(templates: Sequence[Template], flags: Truths, neutral: Truths) -> Iterator[Flagged]:
    for kind, abusive in dict.fromkeys((one.kind, one.abusive) for one in templates):
        own = flags[:, [one.kind == kind for one in templates]]
        yield Flagged(kind, abusive, float(own[~neutral].mean()), float(own[neutral].mean()))


def _margin(row: dict[str, Any], thresholds: dict[str, float]) -> float:
    """By how much, in log-odds, the label nearest to a flag is over its threshold or under it.

    So a single number orders texts just as the bot flags them, whatever labels a model has.
    """
    return max(_log_odds(row[name] or 0.0) - _log_odds(own) for name, own in thresholds.items())


def _log_odds(chance: float) -> float:
    safe = min(max(chance, _SMALLEST), 1 - _SMALLEST)
    return math.log(safe / (1 - safe))


def _answered(card: Card, network: Network, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    columns = (
        TextColumn("scoring"), BarColumn(), MofNCompleteColumn(), TextColumn("texts"),
        TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(texts))
        for start in range(0, len(texts), WINDOW):
            part = list(texts[start : start + WINDOW])
            yield from answers(card, network, part)
            progress.advance(task, len(part))


def _facts(found: Figures) -> dict[str, float]:
    names = ("subgroup_auc", "bpsn_auc", "bnsp_auc", "false_positive_rate", "true_positive_rate")
    shares = {name: getattr(found, name) for name in names}
    return _rounded(shares) | {"harmless": found.harmless, "abusive": found.abusive}


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares.items()}
