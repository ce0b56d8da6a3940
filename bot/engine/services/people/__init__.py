"""Who and where: communities, spaces, channels, places and members."""
