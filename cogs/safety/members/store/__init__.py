"""What members see and say, in the database."""

from .appeals import AppealStore
from .traces import TraceStore, draft_of

__all__ = ["AppealStore", "TraceStore", "draft_of"]
