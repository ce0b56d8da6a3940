"""Contact: what the bot may send somebody by itself, how often and when; each decides."""
