"""Group commit: facts from many callers go into one transaction, and each caller waits for it."""

from .facts import DeleteFact, EditFact, Fact, MessageFact, MovementFact, ReactionFact
from .intake import Ingest, Outcome
from .keeping import Kept

__all__ = [
    "DeleteFact",
    "EditFact",
    "Fact",
    "Ingest",
    "Kept",
    "MessageFact",
    "MovementFact",
    "Outcome",
    "ReactionFact",
]
