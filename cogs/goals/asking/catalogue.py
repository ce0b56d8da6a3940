"""What goals can be about, in words, and finding it again by words; no I/O but for the words of
other languages, which ship as `locales/<language>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.api.boards.reports import Made
from bot.api.errors import UserError
from bot.api.text import T, code, joined

from ..model import Metric

SHOWN = 6
LOCALES = Path(__file__).parents[1] / "locales"
_FILLERS = frozenset({"of", "the", "by", "in", "with", "and", "or", "a", "our", "per", "to", "for",
                      "new", "more"})  # fmt: skip

COUNTED: tuple[Metric, ...] = (
    Metric("ideas.posted", T("new ideas"), more=("ideas", "idea")),
    Metric("polls.opened", T("polls"), more=("poll", "votings")),
    Metric("polls.votes", T("votes in polls"), more=("votes",)),
    Metric("events.held", T("events held"), more=("events",)),
    Metric(
        "events.rsvps",
        T("sign-ups for events"),
        more=("signups", "sign-ups", "rsvps"),
    ),
    Metric(
        "referrals.conversions",
        T("sales by code"),
        more=("sales", "sales by referral code", "conversions", "purchases", "orders"),
    ),
    Metric(
        "referrals.conversion_value",
        T("turnover by code"),
        more=("turnover", "revenue"),
    ),
    Metric(
        "referrals.brought",
        T("people brought by friends"),
        more=("referrals", "brought", "friends"),
    ),
    Metric("faq.asked", T("questions asked"), more=("questions",)),
    Metric("faq.answered", T("questions answered")),
    Metric("faq.unanswered", T("unanswered questions"), aim="down"),
    Metric("welcome.greeted", T("newcomers greeted"), more=("greetings",)),
    Metric("announcements.posted", T("announcements")),
    Metric("introductions.met", T("introductions")),
    Metric(
        "safety.flags",
        T("flagged messages"),
        aim="down",
        more=("flags", "alerts"),
    ),
    Metric(
        "safety.median_settle_ms",
        T("typical time to a decision"),
        "level",
        "down",
        "ms",
    ),
)
"""On the board of figures."""

ADDED_UP: tuple[Metric, ...] = (
    Metric(
        "growth.joins",
        T("new members"),
        section="insights.growth",
        more=("joins", "newcomers"),
    ),
    Metric(
        "growth.leaves",
        T("members who leave"),
        aim="down",
        section="insights.growth",
        more=("leaves",),
    ),
    Metric(
        "growth.net",
        T("more members in all"),
        section="insights.growth",
        more=("net growth", "growth"),
    ),
    Metric(
        "digest.messages",
        T("messages"),
        section="digest.mood",
        more=("posts",),
    ),
)
"""Figures of reports that add up over a time. All others of them are levels."""

_ADDED_UP = {metric.name: metric for metric in ADDED_UP}
WORDS = {metric.name: metric.words for metric in (*COUNTED, *ADDED_UP)}


def of_sections(made: Iterable[Made]) -> list[Metric]:
    """Every figure that reports have now."""
    found: list[Metric] = []
    for one in made:
        for figure in one.section.figures:
            if figure.name in _ADDED_UP:
                found.append(_ADDED_UP[figure.name])
                continue
            found.append(
                Metric(
                    figure.name,
                    figure.label,
                    "level",
                    "down" if figure.better == "down" else "up",
                    figure.unit,
                    one.name,
                    one.level,
                    more=(figure.name.partition(".")[2],),
                )
            )
    return found


def find(typed: str, metrics: Sequence[Metric]) -> Metric | None:
    """The one that is meant; UserError when it could be several, None when it is none."""
    wanted = _plain(typed)
    for metric in metrics:
        if wanted in (_plain(name) for name in _names(metric)):
            return metric
    words = _words(typed)
    if not words:
        return None
    scored = [(len(words & _words(" ".join(_names(one)))), one) for one in metrics]
    best = max((score for score, _ in scored), default=0)
    if best == 0 or best < len(words) / 2:
        return None
    fitting = [metric for score, metric in scored if score == best]
    if len(fitting) > 1:
        names = joined([code(str(metric.words)) for metric in fitting[:SHOWN]])
        raise UserError(T("That could be several things. Which one: {names}?", names=names))
    return fitting[0]


def unknown(typed: str, metrics: Sequence[Metric]) -> UserError:
    """Said with what there is."""
    names = joined([code(str(metric.words)) for metric in metrics[:SHOWN]])
    return UserError(
        T(
            "I cannot count “{typed}”. Say for example: {names}. While you type I offer all there "
            "is.",
            typed=typed[:60],
            names=names,
        )
    )


def completions(typed: str, metrics: Sequence[Metric], *, locale: str, most: int) -> list[str]:
    """Names to choose from in a language, those that begin with what is typed first."""
    wanted = _plain(typed)
    own = _spoken().get(re.split("[-_]", locale.lower())[0], {"names": {}})["names"]
    names = [own.get(one.name, [str(one.words)])[0] for one in metrics]
    fitting = [
        (not _plain(name).startswith(wanted), name)
        for name, one in zip(names, metrics, strict=True)
        if any(wanted in _plain(other) for other in _names(one))
    ]
    found = [name for _, name in sorted(fitting, key=lambda pair: pair[0])]
    return list(dict.fromkeys(found))[:most]


@cache
def _spoken() -> Mapping[str, Mapping[str, Any]]:
    """By language: `names` (by figure, the one to offer first) and `fillers`."""
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in LOCALES.glob("*.toml")}


@cache
def _fillers() -> frozenset[str]:
    return _FILLERS.union(*(language["fillers"] for language in _spoken().values()))


def _names(metric: Metric) -> list[str]:
    foreign = [language["names"].get(metric.name, []) for language in _spoken().values()]
    return [metric.name, str(metric.words), *metric.more, *(n for names in foreign for n in names)]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> frozenset[str]:
    """Words without fillers and plural endings."""
    found = re.findall(r"[^\W\d_]{2,}", text.casefold())
    return frozenset(word.rstrip("s") or word for word in found if word not in _fillers())
