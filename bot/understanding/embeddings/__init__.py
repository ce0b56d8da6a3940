"""Texts as vectors: the embedder, its network, exact search, and what is kept over a restart."""
