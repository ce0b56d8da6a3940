"""Questions that people take over: tickets, from "Ask a human" to a new entry."""
