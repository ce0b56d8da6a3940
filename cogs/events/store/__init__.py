"""The rows that several rooms share."""

from .events import EventStore as EventStore
from .people import PeopleStore as PeopleStore
from .rsvps import Answered as Answered
from .rsvps import RsvpStore as RsvpStore
