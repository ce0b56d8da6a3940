"""Introductions in the database."""

from .people import MeetingStore as MeetingStore
