"""Questions to a guest, with votes."""
