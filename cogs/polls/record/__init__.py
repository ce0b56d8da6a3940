"""The record of a closed poll: receipts, the chain over the ballots, and whether it all follows.

Everything here is pure. `Key` makes receipts while the poll is open; `make_record` is what closing
publishes; `faults` checks such a record, in the chat as in `townhall verify`; docs/polls.md says
how to do the same by hand.
"""

from __future__ import annotations

from .chain import canonical, fingerprint
from .checking import faults
from .keys import Key, tidy
from .outcome import Outcome, needed, outcome_of
from .reading import read_record
from .record import Record, iso, make_record
from .table import csv_of

__all__ = [
    "Key",
    "Outcome",
    "Record",
    "canonical",
    "csv_of",
    "faults",
    "fingerprint",
    "iso",
    "make_record",
    "needed",
    "outcome_of",
    "read_record",
    "tidy",
]
