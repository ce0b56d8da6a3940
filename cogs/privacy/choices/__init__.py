"""Consent by purpose: kept, asked for once, shown and changed."""
