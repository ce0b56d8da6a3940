"""Deciding in the database: actions and warnings, notes, the rota."""

from .actions import ActionStore as ActionStore
from .notes import NoteStore as NoteStore
from .rota import RotaStore as RotaStore
