"""All SQL of the polls: every count comes from rows, so it is the same after a restart.

A vote takes the row of its poll first and keeps it until it is written, and so do closing, adding
an answer, renaming and linking: of any two of them one comes first, and the other sees it. What a
poll's secret makes (keys of ballots, receipts) is made by the callers, who have it; nothing in
this room, and nothing in the database, can make or check it.
"""

from __future__ import annotations

from .asked import ErrandStore
from .ballots import BallotStore
from .casting import Pressed
from .drafts import DraftStore, Kept
from .polls import PollStore
from .quiet import QuietStore
from .series import Series, SeriesStore

__all__ = [
    "BallotStore",
    "DraftStore",
    "ErrandStore",
    "Kept",
    "PollStore",
    "Pressed",
    "QuietStore",
    "Series",
    "SeriesStore",
]
