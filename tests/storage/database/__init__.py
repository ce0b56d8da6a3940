"""The database itself: opening, transactions, schema."""
