"""Making the models that Townhall ships: see README.md beside this file."""
