"""Topics of vectors, names of topics, and heads on vectors; no I/O beyond the shipped numbers."""
