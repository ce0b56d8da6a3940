"""A question to the community, from collecting ideas to the one that is built."""
