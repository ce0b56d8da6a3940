"""Announcements: a second pair of eyes, the right hour, the right people, on every platform."""
