"""Who comes and goes, who has which role, and what stands in the calendar."""
