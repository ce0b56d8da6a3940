"""Every measure of a community, one file a subject; see docs/measures.md for what they mean.

Rows are in the order of the fields of `bot.api.services.measures`. Everything is read from sums,
so that nothing takes longer after a longer history; those who are left out are in the sums, and
left out here.
"""

from ..database import Database
from .activity import Acting
from .growth import Growing
from .leaving_out import LeavingOut
from .responses import Responding
from .span import Span
from .together import Together

__all__ = ["MeasureStore", "Span"]


class MeasureStore(Growing, Acting, Responding, Together, LeavingOut):
    """All measures. Call `Rollups.advance` first where the last seconds matter."""

    def __init__(self, db: Database) -> None:
        self._db = db
