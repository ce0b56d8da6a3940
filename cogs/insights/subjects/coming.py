"""Growth, activation and retention: who comes, who begins, who stays; no I/O."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.api.boards.reports import FEW, Column, Figure, Section, Table
from bot.api.chart import Chart, Series
from bot.api.services.measures import Activation, Cohort, Day, Growth
from bot.api.text import N, Percent, T, Text, joined

from .common import TOO_FEW, long_date, share, share_figure, short_date

BY_DAY = 35
WEEK = 7
RECENT = 4
"""Cohorts that the shares of the first and the fourth week are taken over."""


# ---- growth


def growth(
    now: Growth, before: Growth, days: Sequence[Day], sources: Mapping[str, int], zone: str
) -> Section:
    """Who came and went. `sources` are newcomers by campaign, "" those who were brought by
    friends."""
    net, net_before = now.joins - now.leaves, before.joins - before.leaves
    returned: Text = ""
    if now.returned:
        returned = T("{n} of them had been here before", n=now.returned)
    figures = [
        Figure("growth.members", T("Members"), now.members, before.members, better="up"),
        Figure("growth.joins", T("Joined"), now.joins, before.joins, better="up", note=returned),
        Figure("growth.leaves", T("Left"), now.leaves, before.leaves, better="down"),
        Figure("growth.net", T("More or fewer in all"), net, net_before, better="up"),
    ]
    chart = _members(days, zone)
    table = _sources(sources, now.joins)
    return Section(
        figures,
        [table] if table else [],
        [chart] if chart else [],
        [_grew(net)] if now.joins or now.leaves else [],
    )


def _grew(net: int) -> Text:
    if net > 0:
        return T("The community has grown by {n}.", n=net)
    if net < 0:
        return T(
            "More left than came: {n} fewer. Ask those who leave why, and greet those who come.",
            n=-net,
        )
    return T("As many came as left.")


def _members(days: Sequence[Day], zone: str) -> Chart | None:
    """Members by day, or by week where the days are many; None where nobody was ever here."""
    shown = list(days) if len(days) <= BY_DAY else list(days)[::-WEEK][::-1]
    if len(shown) < 2 or not any(day.members for day in shown):
        return None
    first, last = shown[0], shown[-1]
    return Chart(
        "line",
        T("Members by day") if shown == list(days) else T("Members by week"),
        [short_date(day.day) for day in shown],
        [Series(T("Members"), [day.members for day in shown])],
        alt=T(
            "Members from {before} on {first} to {now} on {last}.",
            before=first.members,
            first=long_date(first.day, zone),
            now=last.members,
            last=long_date(last.day, zone),
        ),
    )


def _sources(sources: Mapping[str, int], joins: int) -> Table | None:
    """Where newcomers say they come from; groups too small to be told apart are one."""
    told = {name: n for name, n in sources.items() if n >= FEW}
    if not told:
        return None
    rows: list[list[float | Text | None]] = [
        [T("Brought by a friend") if name == "" else name, n]
        for name, n in sorted(told.items(), key=lambda one: -one[1])
    ]
    if (rest := joins - sum(told.values())) > 0:
        rows.append([T("Other, or not known"), rest])
    columns = [
        Column("source", T("Source")),
        Column("joined", T("Joined"), "count"),
    ]
    note = T("As far as newcomers used a code (/codes).")
    return Table("sources", T("Where they come from"), columns, rows, note)


# ---- activation


def activation(now: Activation, before: Activation, within_days: int) -> Section:
    """Whether those who join begin to take part."""
    wrote = share(now.wrote, now.joined)
    answered = share(now.answered, now.wrote)
    figures = [
        share_figure(
            "activation.wrote",
            N("Wrote within {n} day of joining", "Wrote within {n} days of joining", within_days),
            wrote,
            share(before.wrote, before.joined),
        ),
        share_figure(
            "activation.answered",
            N(
                "Of those, got an answer within {n} day",
                "Of those, got an answer within {n} days",
                within_days,
            ),
            answered,
            share(before.answered, before.wrote),
        ),
    ]
    notes = [_began(now, wrote, answered)]
    if wrote is not None and now.open:
        notes.append(
            N(
                "{n} of them still has time: the shares can rise.",
                "{n} of them still have time: the shares can rise.",
                now.open,
            )
        )
    return Section(figures, notes=notes)


def _began(now: Activation, wrote: float | None, answered: float | None) -> Text:
    if not now.joined:
        return T("No joining was counted in this time.")
    if wrote is None:
        return N(
            "{n} person joined: too few to tell how well newcomers find their way.",
            "{n} people joined: too few to tell how well newcomers find their way.",
            now.joined,
        )
    if answered is not None and answered < 0.5:
        return T("Fewer than half of those who wrote got an answer: a reply is what makes people "
                 "stay.")  # fmt: skip
    if wrote < 0.3:
        return T("Most newcomers have not written yet: ask them something that is easy to answer.")
    return T("Newcomers find their way.")


# ---- retention


def retention(
    weeks: Sequence[Cohort],
    weeks_before: Sequence[Cohort],
    shown: Sequence[Cohort],
    unit: Literal["week", "month"],
    zone: str,
) -> Section:
    """Who of those who came first in a week (or month) still writes. `weeks` are the last weekly
    cohorts, `weeks_before` those known when the period began, `shown` what the table has."""
    figures = [
        share_figure(
            f"retention.week{n}",
            N("Still write {n} week later", "Still write {n} weeks later", n),
            kept(weeks, n),
            kept(weeks_before, n),
        )
        for n in (1, 4)
    ]
    rows = [cohort for cohort in shown if len(cohort.kept) > 1 and cohort.size]
    enough = [cohort for cohort in rows if cohort.size >= FEW]
    if not enough:
        note = T("Too few people came at the same time to tell how many of them stay.")
        return Section(figures, notes=[note])
    return Section(figures, [_table(rows, unit, zone)], [_heat(rows, unit, zone)])


def kept(cohorts: Sequence[Cohort], after: int) -> float | None:
    """Of the last four cohorts for which that week is over, the share who wrote in it."""
    over = [cohort for cohort in cohorts if len(cohort.kept) > after][-RECENT:]
    return share(sum(c.kept[after] for c in over), sum(c.size for c in over))


def _columns(rows: Sequence[Cohort]) -> range:
    return range(1, max(len(cohort.kept) for cohort in rows))


def _at(cohort: Cohort, after: int) -> float | None:
    return share(cohort.kept[after], cohort.size) if after < len(cohort.kept) else None


def _table(rows: Sequence[Cohort], unit: Literal["week", "month"], zone: str) -> Table:
    by = T("Week of") if unit == "week" else T("Month of")
    after = _columns(rows)
    columns = [
        Column("cohort", by),
        Column("size", T("Came"), "count"),
        *[Column(f"{unit}{n}", f"+{n}", "share") for n in after],
    ]
    filled: list[list[float | Text | None]] = [
        [long_date(c.start, zone), c.size, *[_at(c, n) for n in after]] for c in rows
    ]
    few = any(cohort.size < FEW for cohort in rows)
    return Table(
        "cohorts",
        T("Who stays, by the week they came") if unit == "week"
        else T("Who stays, by the month they came"),
        columns,
        filled,
        T("Of groups under {n} no share is told.", n=FEW) if few else "",
    )  # fmt: skip


def _heat(rows: Sequence[Cohort], unit: Literal["week", "month"], zone: str) -> Chart:
    after = _columns(rows)

    def value(cohort: Cohort, n: int) -> float:
        found = _at(cohort, n)
        return math.nan if found is None else found

    said = [
        T(
            "{share} of those of {date} after {n}",
            share=Percent(found),
            date=long_date(cohort.start, zone),
            n=n,
        )
        for cohort in rows
        for n in [len(cohort.kept) - 1]
        if (found := _at(cohort, n)) is not None
    ]
    title = (
        T("Who still writes, so many weeks later")
        if unit == "week"
        else T("Who still writes, so many months later")
    )
    return Chart(
        "heat",
        title,
        [T("{date} ({n})", date=short_date(cohort.start), n=cohort.size) for cohort in rows],
        [Series(f"+{n}", [value(cohort, n) for cohort in rows]) for n in after],
        alt=T("{title}: {shares}.", title=title, shares=joined(said) if said else TOO_FEW),
        full=1.0,
    )
