"""Who there is: communities, their spaces and channels, members and their accounts."""

from ..database import Database
from .erasing import Erasing
from .holding import Holding
from .linking import LINKED, Linking
from .meeting import Meeting, Sight
from .members import Members
from .rows import AccountRow, ChannelRow, ChannelSight, CommunityRow, MemberRow, SpaceRow
from .spaces import Spaces
from .tombstones import Burying

__all__ = [
    "LINKED",
    "AccountRow",
    "ChannelRow",
    "ChannelSight",
    "CommunityRow",
    "MemberRow",
    "People",
    "Sight",
    "SpaceRow",
]


class People(Spaces, Members, Meeting, Holding, Linking, Erasing, Burying):
    """Everything about who and where, by topic in the base classes."""

    def __init__(self, db: Database) -> None:
        self._db = db
