"""Writing an announcement and letting somebody else look at it."""
