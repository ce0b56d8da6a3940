"""Helps those in charge: to begin, and to mend what is wrong."""
