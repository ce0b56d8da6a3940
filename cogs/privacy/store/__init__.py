"""The SQL of privacy."""

from .choices import Choice as Choice
from .choices import ChoiceStore as ChoiceStore
from .choices import How as How
from .removed import RemovedStore as RemovedStore
