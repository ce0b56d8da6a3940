"""What detection keeps in the database: scores without texts, lessons, manners of channels."""

from .days import day_of
from .lessons import Lesson, LessonStore, Manner
from .scores import ScoreStore

__all__ = ["Lesson", "LessonStore", "Manner", "ScoreStore", "day_of"]
