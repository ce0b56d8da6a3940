"""Who may fall silent: how likely, why, and what a friend would do."""
