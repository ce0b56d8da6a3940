"""Events in calendars: files, the page for reading, Discord's own calendar."""
