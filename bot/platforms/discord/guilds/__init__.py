"""What the bot does to a server and its members, and tells and hears of it."""

from .announcing import Announcer
from .archive import reading
from .calendar import Calendar
from .channels import Channels
from .door import Door
from .filters import FilterNews
from .people import People
from .roles import Roles
from .rules import KeywordRules
from .threads import Threads

__all__ = [
    "Announcer",
    "Calendar",
    "Channels",
    "Door",
    "FilterNews",
    "KeywordRules",
    "People",
    "Roles",
    "Threads",
    "reading",
]
