"""Schema history: Alembic migrations of the core, and how every branch is brought up to date."""
