"""All SQL of the ideas."""

from .consents import ConsentStore as ConsentStore
from .counts import CountStore as CountStore
from .drafts import DraftStore as DraftStore
from .drafts import Kept as Kept
from .following import FollowerStore as FollowerStore
from .following import TagStore as TagStore
from .ideas import IdeaStore as IdeaStore
from .merges import CannotMerge as CannotMerge
from .merges import Merge as Merge
from .merges import MergeStore as MergeStore
from .people import PeopleStore as PeopleStore
from .steps import StepStore as StepStore
from .votes import NoneLeft as NoneLeft
from .votes import VoteStore as VoteStore
