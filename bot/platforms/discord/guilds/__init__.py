"""What the bot does to a server and its members, and hears of the server's own filter."""

from .door import Door
from .filters import FilterNews
from .people import People
from .rules import KeywordRules
from .threads import Threads

__all__ = ["Door", "FilterNews", "KeywordRules", "People", "Threads"]
