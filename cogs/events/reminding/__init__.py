"""What is said by the bot itself: reminders, news, the beginning."""
