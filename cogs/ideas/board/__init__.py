"""What the community sees of ideas: cards, lists, support."""
