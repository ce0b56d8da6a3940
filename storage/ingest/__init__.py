"""Group commit: facts from many callers go into one transaction, and each caller waits for it."""

from .facts import DeleteFact, EditFact, Fact, MessageFact, MovementFact, ReactionFact
from .intake import Ingest

__all__ = [
    "DeleteFact",
    "EditFact",
    "Fact",
    "Ingest",
    "MessageFact",
    "MovementFact",
    "ReactionFact",
]
