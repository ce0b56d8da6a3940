"""How long the figures of a weekly digest take, and what it costs to keep them ready."""
