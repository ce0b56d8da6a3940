"""Arrivals and greetings in the database."""

from .arrivals import ArrivalStore as ArrivalStore
from .notes import GONE as GONE
from .notes import Waiting as Waiting
