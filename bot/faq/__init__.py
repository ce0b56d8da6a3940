"""townhall faq: entries from files, and a try of how well questions are answered."""
