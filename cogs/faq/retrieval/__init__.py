"""Which entry answers a question, and how sure that is: docs/models/matching.md."""

from .found import MAYBE, SURE, Found, Match, Outcome
from .retrieval import Retrieval

__all__ = ["MAYBE", "SURE", "Found", "Match", "Outcome", "Retrieval"]
