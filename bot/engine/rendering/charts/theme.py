"""What all charts share: colours, sizes, places, and what a mark says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from .plan import Plan
from .surface import Surface, drawable

WIDTH = 1200
PAD = 56
LABEL, NOTE = 30.0, 25.0
GAP = 14.0

HEAT = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75)
"""From where on a share has the next colour: always the same, so that two pictures compare. Finer
below, as most cohorts keep less than a third."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, after Okabe and Ito: told apart with any kind of colour vision.

    `groups` are those of clusters, the last one for all the rest; `heat` (colour, ink on it) from
    the lowest share to the highest, ever further from the card in lightness.
    """

    card: str
    ink: str
    muted: str
    rule: str
    present: str
    earlier: tuple[str, ...]
    groups: tuple[str, ...]
    heat: tuple[tuple[str, str], ...]


def _steps(colors: str, inks: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(colors.split(), inks.split(), strict=True))


LIGHT = Theme(
    card="#FFFFFF",
    ink="#1F2933",
    muted="#5F6C7B",
    rule="#CBD2D9",
    present="#0072B2",
    earlier=("#A9CCE3", "#F0C66E", "#8FCDB8"),
    groups=("#0072B2", "#D55E00", "#00875F", "#B5508F", "#A87400", "#44525F", "#8793A0"),
    heat=_steps(
        "#F3F6F9 #E3EEF7 #CFE2F2 #ABCFE8 #7DB3DA #4A90C4 #2171AE #0B4A80",
        "#1F2933 #1F2933 #1F2933 #1F2933 #1F2933 #0B1118 #FFFFFF #FFFFFF",
    ),
)
DARK = Theme(
    card="#1E2430",
    ink="#F5F7FA",
    muted="#A3AFBF",
    rule="#46536A",
    present="#56B4E9",
    earlier=("#3B5F7D", "#8A6A1E", "#1F6B55"),
    groups=("#56B4E9", "#FF8F52", "#3CC79B", "#E79AC9", "#F0C040", "#DDE4EC", "#77869A"),
    heat=_steps(
        "#262E3C #283A4E #2A4863 #2C5A7F #2F75A3 #4596C8 #75BBE6 #C2E3F8",
        "#F5F7FA #F5F7FA #F5F7FA #F5F7FA #FFFFFF #0B1118 #0B1118 #0B1118",
    ),
)


def _named(theme: Theme) -> Iterator[tuple[str, str]]:
    """Every colour with the name that it has in style sheets."""
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, str):
            yield f"--chart-{field.name}", value
            continue
        for n, one in enumerate(value, 1):
            if isinstance(one, str):
                yield f"--chart-{field.name}-{n}", one
            else:
                yield f"--chart-{field.name}-{n}", one[0]
                yield f"--chart-{field.name}-{n}-ink", one[1]


def variables(theme: Theme) -> str:
    """The declarations for a style sheet: "--chart-card:#FFFFFF;..."."""
    return "".join(f"{name}:{color};" for name, color in _named(theme))


def _varying() -> Theme:
    names = iter([f"var({name},{color})" for name, color in _named(LIGHT)])
    card, ink, muted, rule, present = (next(names) for _ in range(5))
    earlier = tuple(next(names) for _ in LIGHT.earlier)
    groups = tuple(next(names) for _ in LIGHT.groups)
    heat = tuple((next(names), next(names)) for _ in LIGHT.heat)
    return Theme(card, ink, muted, rule, present, earlier, groups, heat)


VARYING = _varying()
"""For SVG within a page: colours as the page's `variables` say, light ones where it says none."""


def heat_of(share: float, theme: Theme) -> tuple[str, str]:
    """The colour of a share, and that of letters on it."""
    step = max(n for n, least in enumerate(HEAT) if n == 0 or share >= least)
    return theme.heat[step]


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


def tell(surface: Surface, plan: Plan, at: int, series: int) -> None:
    """The next mark is the number of a series at a label, both by index."""
    label, row = plan.labels[at] or f"#{at + 1}", plan.rows[series]
    name = f" ({row.name})" if row.name else ""
    surface.hint(
        f"{label}: {row.shown[at]}{name}",
        at=at,
        series=series,
        label=label,
        name=row.name,
        value=row.shown[at],
    )
