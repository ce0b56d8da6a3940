"""What goes on in a community, read from the rollups and the movements, never from message text."""

from ..database import Database
from .figures import Figures
from .taking_part import PersonHere, TakingPart, Took

__all__ = ["ActivityStore", "PersonHere", "Took"]


class ActivityStore(Figures, TakingPart):
    """All that is asked about activity. Call `Rollups.advance` first where the last seconds
    matter."""

    def __init__(self, db: Database) -> None:
        self._db = db
