"""Who writes when, and what is written with it."""
