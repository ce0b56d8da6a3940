"""Introductions: people who would like each other, and a buddy for newcomers."""
