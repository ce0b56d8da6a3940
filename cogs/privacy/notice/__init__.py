"""What this bot keeps and why, made from the settings in force: a card, and pages to publish."""
