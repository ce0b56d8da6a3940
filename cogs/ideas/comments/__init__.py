"""Talk about ideas where people talk: threads, topics, answers to cards; counted, never kept."""
