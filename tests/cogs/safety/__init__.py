"""Safety, as moderators and members meet it."""
