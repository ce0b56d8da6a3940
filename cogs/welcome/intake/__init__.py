"""A few questions to newcomers; all of them may be skipped."""
