"""From what a cog means to what a platform gets: language, zone, pictures, limits."""
