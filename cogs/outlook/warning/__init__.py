"""What is unusual today, told once, with a rate of false alarms that the owner sets."""
