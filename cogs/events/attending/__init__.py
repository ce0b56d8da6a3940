"""Who comes: answers, seats, the waiting list."""
