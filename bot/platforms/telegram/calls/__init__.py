"""What we ask of Telegram: the connection, its faults, and every call that changes something."""
