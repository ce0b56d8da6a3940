"""What is counted of the facts, kept up as they come: sums, pairs, answers, comings and goings."""

from .arriving import recount_presence
from .keeping import Rollups, drop_all
from .locks import hold_intake, hold_rollups
from .pairs import forget_reaction
from .recounting import recount_member, uncount_members
from .sums import HOUR_MS, fold_beginnings

__all__ = [
    "HOUR_MS",
    "Rollups",
    "drop_all",
    "fold_beginnings",
    "forget_reaction",
    "hold_intake",
    "hold_rollups",
    "recount_member",
    "recount_presence",
    "uncount_members",
]
