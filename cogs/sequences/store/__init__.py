"""All SQL of the sequences: what they are, who is on the way, what became of it."""

from .figures import FigureStore
from .members import MemberStore
from .people import Beginning, Mark, PeopleStore
from .sequences import SequenceStore

__all__ = [
    "Beginning",
    "FigureStore",
    "Mark",
    "MemberStore",
    "PeopleStore",
    "Result",
    "SequenceStore",
]
