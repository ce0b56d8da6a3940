"""What people allow, and how long things are kept: boards around the cog `privacy`."""
