"""The demo: a bakery's community, and a real conversation that can be played into it."""
