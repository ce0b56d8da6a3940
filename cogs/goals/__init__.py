"""Goals: a number and a date, and whether the community is on the way there."""
