"""Colours, sizes and places that all charts share."""

from __future__ import annotations

from dataclasses import dataclass

from .canvas import drawable
from .plan import Plan

WIDTH = 1200
PAD = 56
LABEL, NOTE = 30.0, 25.0
GAP = 14.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, after Okabe and Ito: told apart with any kind of colour vision."""

    card: str
    ink: str
    muted: str
    rule: str
    present: str
    earlier: tuple[str, ...]


LIGHT = Theme(
    "#FFFFFF", "#1F2933", "#5F6C7B", "#CBD2D9", "#0072B2", ("#A9CCE3", "#F0C66E", "#8FCDB8")
)
DARK = Theme(
    "#1E2430", "#F5F7FA", "#A3AFBF", "#46536A", "#56B4E9", ("#3B5F7D", "#8A6A1E", "#1F6B55")
)


@dataclass(frozen=True, slots=True)
class Box:
    """The room for bars and lines, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def across(self) -> float:
        return self.right - self.left

    @property
    def down(self) -> float:
        return self.bottom - self.top


def colors(plan: Plan, theme: Theme) -> list[str]:
    """The last series strong, earlier ones pale."""
    count = len(plan.rows) - 1
    pale = [theme.earlier[index % len(theme.earlier)] for index in range(count)]
    return [*reversed(pale), theme.present]


def labels_of(plan: Plan) -> list[str]:
    """What can be drawn of each label; its number where nothing is left."""
    return [drawable(label) or f"#{n}" for n, label in enumerate(plan.labels, 1)]
