"""The record of a poll."""
