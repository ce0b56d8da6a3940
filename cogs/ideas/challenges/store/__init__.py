"""All SQL of the challenges."""

from .challenges import ChallengeStore as ChallengeStore
from .finalists import FinalistStore as FinalistStore
