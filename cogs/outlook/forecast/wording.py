"""Forecasts in words, figures and a picture; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.api.boards.reports import Column, Figure, Table
from bot.api.calendar import midnight
from bot.api.chart import Chart, Series
from bot.api.text import Moment, N, Percent, T, Text

from .source import Outlook
from .theta import AHEAD, NEEDED, WEEK, Forecast, Range


def sentences(outlook: Outlook) -> list[Text]:
    """What to expect, how sure, by which method."""
    if outlook.messages is None or outlook.members is None:
        return [
            N(
                "A forecast needs {needed} full weeks; there is {n} so far.",
                "A forecast needs {needed} full weeks; there are {n} so far.",
                outlook.weeks,
                needed=NEEDED,
            )
        ]
    messages, members = outlook.messages, outlook.members
    return [
        T("Messages in the next 28 days: {number}.", number=span(messages.total)),
        sureness(messages),
        T("Members then: {number}.", number=span(members.total)),
        sureness(members),
    ]


def span(one: Range) -> Text:
    """A number and its interval; in four of five cases the truth is within."""
    return T(
        "about {value} ({low} to {high} in 4 of 5 cases)",
        value=round(one.value),
        low=round(one.low),
        high=round(one.high),
    )


def sureness(one: Forecast) -> Text:
    """The back-test in a sentence."""
    if one.method == "theta":
        said: Text = T(
            "In {n} tests on the past, errors were {share} of those of “as last week”.",
            n=one.tests,
            share=Percent(one.ratio),
        )
    else:
        said = T(
            "Shown as last week: in {n} tests on the past, the forecast by trend was not better.",
            n=one.tests,
        )
    if one.coverage is None:
        return said
    held = T(
        "Its intervals held the truth in {share} of {n} cases.",
        share=Percent(one.coverage),
        n=one.covered_of,
    )
    return T("{said} {held}", said=said, held=held)


def figures(outlook: Outlook) -> list[Figure]:
    """Both numbers with their bounds."""
    few = T("needs {n} full weeks of history", n=NEEDED)
    found = []
    labels: list[tuple[str, T, Forecast | None]] = [
        ("outlook.messages_28d", T("Messages in the next 28 days"), outlook.messages),
        ("outlook.members_28d", T("Members in 28 days"), outlook.members),
    ]
    for name, label, one in labels:
        if one is None:
            found.append(Figure(name, label, None, better="up", note=few))
            continue
        total = one.total
        before = sum(outlook.past[-AHEAD:]) if one.kind == "flow" else one.last
        found.append(
            Figure(
                name, label, float(round(total.value)), float(round(before)), better="up",
                low=float(round(total.low)), high=float(round(total.high)),
            )
        )  # fmt: skip
    return found


def tables(outlook: Outlook) -> list[Table]:
    """The back-tests, for the full report."""
    if outlook.messages is None or outlook.members is None:
        return []
    columns = [
        Column("what", T("What")),
        Column("method", T("Method shown")),
        Column("ratio", T("Error by trend / as last week"), "number"),
        Column("tests", T("Tests"), "count"),
        Column("coverage", T("Intervals that held"), "share"),
    ]
    methods = {"theta": T("trend, damped"), "naive": T("as last week")}
    rows = [
        (what, methods[one.method], one.ratio, one.tests, one.coverage)
        for what, one in ((T("Messages"), outlook.messages), (T("Members"), outlook.members))
    ]
    return [Table("outlook.backtest", T("How forecasts did on the past"), columns, rows)]


def charts(outlook: Outlook, zone: str) -> list[Chart]:
    """Messages a week: twelve past and four to come, these with their interval."""
    if outlook.messages is None:
        return []
    past, ahead = outlook.past, outlook.messages.ahead
    first = outlook.day - WEEK * len(past)
    labels: Sequence[Text] = [
        Moment(midnight(date.fromordinal(first + WEEK * n), zone), "date")
        for n in range(len(past) + AHEAD)
    ]
    values = [*past, *(float(round(one.value)) for one in ahead)]
    bands = [*(None for _ in past), *((one.low, one.high) for one in ahead)]
    total = outlook.messages.total
    return [
        Chart(
            "line",
            T("Messages a week"),
            labels,
            [Series(T("Messages"), values)],
            alt=T(
                "Messages a week for the last {n} weeks, the last one {last}, and {number} "
                "expected for the next 28 days.",
                n=len(past),
                last=round(past[-1]),
                number=span(total),
            ),
            note=T("The last four are a forecast; in 4 of 5 cases the truth is in the band."),
            bands=bands,
        )
    ]
