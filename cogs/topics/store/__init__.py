"""Topics and counts in the database."""

from .counts import CountStore as CountStore
from .topics import Stored as Stored
from .topics import StoredMean as StoredMean
from .topics import TopicStore as TopicStore
