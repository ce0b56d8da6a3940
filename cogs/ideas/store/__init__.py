"""All SQL of the ideas."""

from .drafts import DraftStore as DraftStore
from .ideas import IdeaStore as IdeaStore
from .people import PeopleStore as PeopleStore
from .steps import StepStore as StepStore
from .votes import NoneLeft as NoneLeft
from .votes import VoteStore as VoteStore
